/** Types a procedure's form in the browser, field by field and control by control as a person does. */
import { expect, type Locator, type Page } from '@playwright/test';
import { type Field, type Form, fieldsOf } from '@sambung/contract/form';

/** A stretch of time as it is chosen: `2027-04-15`, `09:00`, `11:00`. */
export interface TypedPeriod {
  readonly date: string;
  readonly start: string;
  readonly end: string;
}
export interface TypedPerson {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}
export interface TypedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}
/** How many of each piece of equipment, by its name. */
export interface TypedEquipment {
  readonly equipment: Readonly<Record<string, number>>;
}
/** Text for what is written, the words of what is chosen, lines for lists; both columns of a field get the same. */
export type Typed =
  | string
  | number
  | boolean
  | readonly string[]
  | TypedPeriod
  | TypedPerson
  | TypedFile
  | TypedEquipment;

/** Fills in the fields named in `given`, in the order of the form; a name the form does not show is an error. */
export async function typeForm(
  page: Page,
  form: Form | undefined,
  given: Readonly<Record<string, Typed>>,
): Promise<void> {
  if (form === undefined) throw new Error('the procedure has no such form');
  const fields = fieldsOf(form);
  const unknown = Object.keys(given).filter((key) => !fields.some((field) => field.key === key));
  expect(unknown, 'fields that the form has').toEqual([]);
  for (const field of fields) {
    const value = given[field.key];
    if (value === undefined) continue;
    const at = page.locator(`[data-field="${field.key}"]`);
    await expect(at).toBeVisible();
    const columns = field.twoColumns ? at.locator('fieldset > div > *') : at;
    for (const column of await columns.all()) await typeField(column, field, value);
  }
}

async function typeField(at: Locator, field: Field, value: Typed): Promise<void> {
  switch (field.type) {
    case 'text':
    case 'paragraph':
    case 'email':
    case 'phone':
    case 'integer':
      return await at.getByRole('textbox').fill(String(value));
    case 'emails':
    case 'addresses':
      return await at.getByRole('textbox').fill((value as readonly string[]).join('\n'));
    case 'person':
      return await typePerson(at, value as TypedPerson);
    case 'date':
      return await chooseDay(at, String(value));
    case 'time':
      return await chooseTime(at.getByRole('combobox'), String(value));
    case 'zone':
      await at.getByRole('combobox').fill(String(value));
      return await at
        .page()
        .getByRole('option', { name: String(value) })
        .first()
        .click();
    case 'boolean':
      if (field.required) return await at.getByRole('radio', { name: value === true ? 'Ya' : 'Tidak' }).check();
      return await at.getByRole('checkbox').setChecked(value === true);
    case 'choice':
      return await at.getByRole('radio', { name: String(value), exact: true }).check();
    case 'place':
      return await at.getByRole('radio', { name: String(value) }).check();
    case 'choices':
      for (const name of value as readonly string[]) await at.getByRole('checkbox', { name }).check();
      return;
    case 'period':
      return await choosePeriod(at, value as TypedPeriod);
    case 'venue':
      return await at.getByLabel('Alamat lengkap').fill(String(value));
    case 'bandwidth':
      await at.getByLabel(/^Unduh/).fill(String(value));
      return await at.getByLabel(/^Unggah/).fill(String(value));
    case 'equipment':
      for (const [name, count] of Object.entries((value as TypedEquipment).equipment))
        await at.getByRole('textbox', { name: `Jumlah ${name}` }).fill(String(count));
      return;
    case 'file':
    case 'photos':
      return await attachFile(at, value as TypedFile);
    default:
      throw new Error(`a field of type ${field.type} is not typed`);
  }
}

async function typePerson(at: Locator, { name, phone, email }: TypedPerson): Promise<void> {
  await at.getByLabel('Nama').fill(name);
  await at.getByLabel('Telepon').fill(phone);
  await at.getByLabel('Email').fill(email);
}

/** Attaches a file and waits until the server has it. */
export async function attachFile(at: Locator, file: TypedFile): Promise<void> {
  await at.locator('input[type=file]').setInputFiles(file);
  await expect(at.getByRole('button', { name: `Hapus ${file.name}` })).toBeVisible();
}

/** Day, start and end of what asks for a stretch of time. */
export async function choosePeriod(at: Locator, { date, start, end }: TypedPeriod): Promise<void> {
  await chooseDay(at, date);
  await chooseTime(at.getByRole('combobox', { name: 'Mulai' }), start);
  await chooseTime(at.getByRole('combobox', { name: 'Selesai' }), end);
}

const months = 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' ');

/** Opens the calendar below `at`, goes to the month and takes the day. */
export async function chooseDay(at: Locator, date: string): Promise<void> {
  const [year, month, day] = date.split('-').map(Number);
  const monthName = months[(month ?? 1) - 1];
  await at
    .getByRole('button', { name: /Tanggal|tanggal|Pilih/ })
    .first()
    .click();
  const shown = at.locator('[class*="calendarHeaderLevel"]').first();
  const wanted = `${monthName} ${year}`.toLowerCase();
  for (let steps = 0; (await shown.textContent())?.toLowerCase() !== wanted; steps += 1) {
    expect(steps, `months until ${wanted}`).toBeLessThan(12);
    await at.getByRole('button', { name: 'Bulan berikutnya' }).click();
  }
  await at.getByRole('button', { name: new RegExp(`^${day} ${monthName} ${year}`, 'i') }).click();
}

/** A time is typed, and the only choice that is left is taken. */
export async function chooseTime(at: Locator, time: string): Promise<void> {
  const shown = time.replace(':', '.');
  // At the window's edge the list changes sides while the window is scrolled towards it, and no click ever meets it.
  await at.evaluate((field) => field.scrollIntoView({ block: 'center' }));
  await at.fill(shown);
  await at
    .page()
    .getByRole('option', { name: new RegExp(`^${shown}`) })
    .click();
}
