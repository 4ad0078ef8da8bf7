/** A test installation with the five institutions, whose clock the test turns: everybody works in it through the browser. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { Form } from '@sambung/contract/form';
import { type ShippedCode, shippedSop } from '../../server/src/sop/index.ts';
import { type Product, startProduct } from './product.ts';
import { firstSignIn, signInQuietly } from './sign-in.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Installation {
  readonly product: Product;
  /** The password of everybody until their first sign-in. */
  readonly firstPassword: string;
  readonly clockFile: string;
  /** Who has chosen a password of their own. */
  readonly known: Set<string>;
}

/** One institution on one of its days. */
export class OfficeDay {
  readonly #browser: Browser;
  readonly #installation: Installation;
  readonly #institution: string;
  readonly #contexts = new Map<string, BrowserContext>();
  #nowMs = 0;
  #isOpen = false;

  constructor(browser: Browser, installation: Installation, institution: string) {
    this.#browser = browser;
    this.#installation = installation;
    this.#institution = institution;
  }

  get url(): string {
    return this.#installation.product.url;
  }

  /** Turns the clock of the server and of everybody's browser to this moment (`2027-05-03T08:00+07:00`); from there it goes on by itself. */
  async turnTo(moment: string): Promise<void> {
    this.#nowMs = Date.parse(moment);
    writeFileSync(this.#installation.clockFile, String(this.#nowMs - Date.now()));
    // Whoever comes back after hours signs in again: their session may have ended, and their page is of yesterday.
    await this.close();
  }

  /**
   * The start page of whoever holds the position, in a browser of their own; `firstPassword` of somebody who was made on this day. Whoever opens the day and whoever
   * was made on it goes through the pages of the first sign-in; the others are signed in without their seconds.
   */
  async person(position: string, firstPassword?: string): Promise<Page> {
    const before = this.#contexts.get(position);
    const page = before?.pages()[0];
    if (page) {
      await page.goto(this.url);
      return page;
    }
    const context = await this.#browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    this.#contexts.set(position, context);
    await context.clock.install({ time: this.#nowMs });
    await context.clock.resume();
    const email = `${position}@${this.#institution}.example`;
    const { known, firstPassword: seeded } = this.#installation;
    if (known.has(email) || (this.#isOpen && firstPassword === undefined)) {
      await signInQuietly(context.request, this.url, email, known.has(email) ? null : seeded);
    } else {
      await firstSignIn(await context.newPage(), this.url, email, firstPassword ?? seeded);
    }
    known.add(email);
    this.#isOpen = true;
    return await startPage(context, this.url);
  }

  /** Somebody without an account, in an empty browser; the clock of their machine is the installation's. */
  async visitor(): Promise<Page> {
    const name = `visitor ${this.#contexts.size}`;
    const context = await this.#browser.newContext();
    this.#contexts.set(name, context);
    await context.clock.install({ time: this.#nowMs });
    await context.clock.resume();
    return await context.newPage();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#contexts.values()].map((context) => context.close()));
    this.#contexts.clear();
  }
}

async function startPage(context: BrowserContext, url: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  if (page.url() !== `${url}/`) await page.goto(url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return page;
}

async function install(): Promise<Installation> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sambung-days-'));
  const clockFile = join(dataDirectory, 'clock');
  const printed = execFileSync(process.execPath, [join(root, 'prisma/seed.ts')], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDirectory },
    encoding: 'utf8',
  });
  const firstPassword = /Password of all of them until the first sign-in: (\S+)/.exec(printed)?.[1];
  if (firstPassword === undefined) throw new Error(`the institutions were not made:\n${printed}`);
  const env = { TEST_INSTALLATION: '1', TEST_CLOCK_FILE: clockFile };
  const product = await startProduct({ demo: false, dataDirectory, env });
  return { product, firstPassword, clockFile, known: new Set() };
}

/** `office(key)` opens the institution whose people are `<position>@<key>.example`; one installation serves all days of a run. */
export const test = base.extend<{ office: (key: string) => OfficeDay }, { installation: Installation }>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      const installation = await install();
      await use(installation);
      await installation.product.dispose();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  // A step that finds nothing to press ends the day, long before the day's own limit does.
  actionTimeout: 30_000,
  office: async ({ browser, installation }, use) => {
    const days: OfficeDay[] = [];
    await use((key) => {
      const day = new OfficeDay(browser, installation, key);
      days.push(day);
      return day;
    });
    for (const day of days) await day.close();
  },
});

/** The forms of a procedure that comes with the product; a form it does not have is an error when it is typed. */
export function shippedForms(code: ShippedCode): Record<string, Form> {
  return shippedSop(code).document.forms;
}

/** Opens the task of the case in "Tugas saya", as whoever it waits for. */
export async function openTask(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Tugas saya' }).first().click();
  await page
    .getByRole('link', { name: new RegExp(title) })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

export interface Decision {
  /** The name of the button. */
  readonly button: 'Setujui' | 'Disposisi' | 'Tugaskan' | 'Selesai' | 'Gagal' | 'Kembalikan' | 'Tolak';
  readonly instruction?: string;
  readonly reason?: string;
  readonly nature?: 'Biasa' | 'Segera' | 'Penting' | 'Rahasia';
  readonly note?: string;
  readonly agendaNumber?: string;
  readonly assignees?: readonly string[];
}

/** Decides the open step of the case whose page is shown; it must be the reader's turn for `step`. */
export async function decide(page: Page, step: RegExp, decision: Decision): Promise<void> {
  const panel = page.getByRole('region', { name: step });
  const other = panel.getByRole('button', { name: `${decision.button}…`, exact: true });
  if (await other.isVisible()) await other.click();
  if (decision.instruction !== undefined) await panel.getByLabel('Instruksi (boleh kosong)').fill(decision.instruction);
  if (decision.nature !== undefined) await panel.getByRole('radio', { name: decision.nature }).check();
  if (decision.reason !== undefined) await panel.getByLabel('Alasan').fill(decision.reason);
  for (const name of decision.assignees ?? []) await panel.getByRole('checkbox', { name: new RegExp(name) }).check();
  if (decision.note !== undefined || decision.agendaNumber !== undefined) {
    await panel.getByRole('button', { name: /nomor agenda/ }).click();
    await panel.getByLabel('Catatan (boleh kosong)').fill(decision.note ?? '');
    await panel.getByLabel('Nomor agenda (boleh kosong)').fill(decision.agendaNumber ?? '');
  }
  await panel.getByRole('button', { name: decision.button, exact: true }).click();
  await expect(page.getByText('Keputusan tersimpan.')).toBeVisible();
}

/** Begins the registration of somebody's request that came in by this channel just now; `service` where there are several. */
export async function register(page: Page, channel: 'Surat' | 'Telepon' | 'Email', service?: RegExp): Promise<void> {
  await page.getByRole('link', { name: 'Daftarkan' }).first().click();
  if (service) await page.getByRole('link', { name: service }).click();
  await page.getByRole('radio', { name: channel }).check();
  await page.getByRole('button', { name: 'Lanjut mengisi' }).click();
}

/** Invites the client to fill in the site profile from the case's page; answers the link that the client gets. */
export async function clientProfileLink(page: Page, { name, email }: { name: string; email: string }): Promise<string> {
  const profile = page.getByRole('region', { name: 'Profil klien' });
  await profile.getByRole('button', { name: 'Undang klien mengisi' }).click();
  await profile.getByLabel('Nama klien').fill(name);
  await profile.getByLabel('Email klien').fill(email);
  await profile.getByRole('button', { name: 'Kirim undangan' }).click();
  await profile.getByRole('button', { name: 'Tautan untuk klien' }).click();
  return await page.evaluate(() => navigator.clipboard.readText());
}

/** Waits until the case's page shows the deviation (it is noticed by a job), and explains it. */
export async function explainDeviation(page: Page, detail: RegExp, explanation: string): Promise<void> {
  const deviations = page.getByRole('region', { name: 'Penyimpangan' });
  await expect(async () => {
    await page.reload();
    await expect(deviations).toContainText(detail, { timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await deviations.getByLabel('Penjelasan').fill(explanation);
  const save = deviations.getByRole('button', { name: 'Simpan penjelasan' });
  await save.click();
  // The text alone proves nothing: what is typed into a text area is text of the page too. A case whose explanation is still on its way has another version.
  await expect(save).toBeHidden();
  await expect(deviations).toContainText(explanation);
}

/** Marks everything on the open step's checklist as ready. */
export async function checkAll(page: Page, step: RegExp): Promise<void> {
  const panel = page.getByRole('region', { name: step });
  for (const ready of await panel.getByRole('radio', { name: 'Siap' }).all()) await ready.check();
}
