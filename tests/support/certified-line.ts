/** A line's way through its test, its certificate and the conference, as technician, contacts and admin walk it in their browsers. */
import { type BrowserContext, expect, type Page } from '@playwright/test';
import type { OfficeDay } from './office-day.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { type Printed, readPrint } from './prints.ts';
import { certifyWithConditions, leadRun } from './test-run.ts';

const sideLinks = ['Tautan tuan rumah', 'Tautan audiens'] as const;
type SideLink = (typeof sideLinks)[number];

/** Opens a run from the case's page by the button of that name, does `call` in it, and goes back to the case. Pictures of two calls at once are more than two cores encode in time. */
async function inRun(page: Page, opening: string, call: () => Promise<void>): Promise<void> {
  const caseUrl = page.url();
  await page.getByRole('button', { name: opening, exact: true }).click();
  await expect(page).toHaveURL(/\/test-calls\//);
  await oneAtATime('test-call', call);
  await page.goto(caseUrl);
}

/** Holds a run of a test call: both sides follow their links, and the technician certifies it. */
export async function holdTestCall(page: Page, note: string, opening = 'Buka uji koneksi'): Promise<void> {
  await inRun(page, opening, async () => {
    const sides: BrowserContext[] = [];
    for (const label of sideLinks) sides.push(await joinSide(page, label));
    const pages = sides.flatMap((side) => side.pages());
    await leadRun(page, pages, { synthetic: false });
    await certifyWithConditions(page, note);
    for (const side of sides) await side.close();
  });
}

/** A run to which the audience never comes, although its self-check is well: it is closed as not certified, with what was found. */
export async function failTestCall(page: Page, note: string): Promise<void> {
  await inRun(page, 'Buka uji koneksi', async () => {
    const host = await joinSide(page, 'Tautan tuan rumah');
    await expect(page.getByText(/Terhubung/).first()).toBeVisible();
    await checkSelf(page, 'Tautan audiens');
    await page.getByRole('radio', { name: 'Tidak layak' }).check();
    await page.getByRole('checkbox', { name: /^Firewall/ }).check();
    await page.getByRole('textbox', { name: /^Catatan/ }).fill(note);
    await page.getByRole('button', { name: 'Simpan keputusan' }).click();
    await expect(page.getByText(/Diputuskan oleh/)).toBeVisible();
    await host.close();
  });
}

/** Whoever holds a side's link checks devices and connection first, and sends the report. */
async function checkSelf(technician: Page, label: SideLink): Promise<void> {
  const context = await newSide(technician);
  const page = await context.newPage();
  await page.goto(await technician.getByLabel(label).inputValue());
  await page.getByRole('button', { name: 'Periksa perangkat dan sambungan' }).click();
  await page.getByRole('button', { name: 'Mulai pemeriksaan' }).click();
  await page.getByRole('button', { name: 'Putar nada uji' }).click();
  await page.getByRole('radio', { name: 'Ya', exact: true }).check();
  await expect(page.getByText(/Suara kembali/)).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Kirim ke teknisi' }).click();
  await expect(page.getByText(/^Terkirim/)).toBeVisible();
  await context.close();
}

async function newSide(technician: Page): Promise<BrowserContext> {
  const context = await technician
    .context()
    .browser()
    ?.newContext({ permissions: ['camera', 'microphone'] });
  if (!context) throw new Error('the technician has no browser');
  return context;
}

const joinSide = async (technician: Page, label: SideLink) =>
  await joinLink(technician, await technician.getByLabel(label).inputValue(), label);

/** Joins a room by its link in a browser of its own. */
async function joinLink(technician: Page, link: string, name: string): Promise<BrowserContext> {
  const context = await newSide(technician);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Nama Anda').fill(name);
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Keluar' })).toBeVisible();
  return context;
}

/** The certificate that the case's page leads to: its print, and the address of its public page. Ends on the certificate's page. */
export async function openCertificate(page: Page, folder: string): Promise<{ print: Printed; publicUrl: string }> {
  await page.getByRole('region', { name: 'Sertifikat' }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Riwayat keadaan' })).toBeVisible();
  const addressOf = async (name: string) =>
    new URL((await page.getByRole('link', { name }).getAttribute('href')) ?? '', page.url()).href;
  const answer = await page.request.get(await addressOf('Sertifikat (PDF)'));
  expect(answer.headers()['content-type']).toContain('application/pdf');
  const print = readPrint(await answer.body(), `${folder}/sertifikat`);
  return { print, publicUrl: await addressOf('Halaman umum') };
}

/** What anybody who scans the certificate's code reads. */
export async function publicWord(visitor: Page, publicUrl: string): Promise<string> {
  await visitor.goto(publicUrl);
  await expect(visitor.locator('main dl')).toBeVisible();
  return ((await visitor.getByRole('main').textContent()) ?? '').replace(/\s+/g, ' ');
}

/** An admin lets a certificate hold again on the strength of the newest passed run. */
export async function verifyAnew(admin: Page, certificateUrl: string): Promise<void> {
  await admin.goto(certificateUrl);
  await admin.getByRole('button', { name: 'Berlakukan lagi' }).click();
  const form = admin.getByRole('region', { name: 'Berlakukan lagi' });
  await expect(form.getByRole('radio', { name: /^Verifikasi ulang ke-1/ })).toBeChecked();
  await form.getByRole('textbox').fill('Alamat baru dari penyedia yang sama, uji pendeknya baik.');
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Berlakukan lagi' }).click();
  await expect(form).toBeHidden();
}

/** The conference itself: both rooms join, the technician says who stands for which site, and watches until both directions were measured for some seconds. */
async function holdMeasuredConference(technician: Page): Promise<void> {
  const invite = (await technician.locator('a[href*="/m/"]').getAttribute('href')) ?? '';
  const caseUrl = technician.url();
  await technician.getByRole('link', { name: 'Pantau mutu panggilan' }).click();
  await oneAtATime('test-call', async () => {
    const rooms = [
      await joinLink(technician, invite, 'Ruang tuan rumah'),
      await joinLink(technician, invite, 'Ruang audiens'),
    ];
    for (const [side, name] of [
      ['Tuan rumah', 'Ruang tuan rumah'],
      ['Audiens', 'Ruang audiens'],
    ] as const) {
      await technician.getByRole('combobox', { name: side }).click();
      await technician.getByRole('option', { name }).click();
    }
    await technician.getByRole('button', { name: 'Simpan' }).click();
    await expect(technician.getByText(/^Tersimpan/)).toBeVisible();
    const room = rooms[0]?.pages()[0];
    if (room) await expect(room.getByText(/mutu sambungannya diukur/)).toBeVisible();
    await expect
      .poll(
        async () =>
          Number(/(\d+) sampel/.exec((await technician.getByTestId('sample-count').textContent()) ?? '')?.[1]),
        {
          timeout: 60_000,
        },
      )
      .toBeGreaterThan(15);
    for (const direction of ['Tuan rumah → Audiens', 'Audiens → Tuan rumah'])
      await expect(technician.getByRole('region', { name: direction }).getByText('UDP langsung')).toBeVisible();
    await technician.getByRole('button', { name: 'Hitung lagi' }).click();
    await expect(technician.getByTestId('drift')).toContainText(/lebih buruk/);
    for (const one of rooms) await one.close();
  });
  await technician.goto(caseUrl);
}

interface EventDay {
  /** The position that tests and watches. */
  readonly technician: string;
  /** Of the event, which is from 09:00 to 11:00: `2027-05-18` and `+07:00`. */
  readonly date: string;
  readonly zone: string;
  readonly caseUrl: string;
  /** Where prints are kept. */
  readonly folder: string;
}

/** The day itself: the pre-test, the conference, measured in passing, and when it is over the filled column ACTUAL CALL. */
export async function goThroughEventDay(day: OfficeDay, event: EventDay): Promise<void> {
  const at = async (time: string) => {
    await day.turnTo(`${event.date}T${time}${event.zone}`);
    const page = await day.person(event.technician);
    await page.goto(event.caseUrl);
    return page;
  };
  const tester = await at('08:20');
  await tester.getByRole('radio', { name: 'Pra-uji' }).check();
  await holdTestCall(tester, 'Siap.', 'Buka pra-uji');
  await holdMeasuredConference(await at('09:00'));
  const after = await at('11:30');
  await expect(async () => {
    await after.goto(event.caseUrl);
    const { print } = await openCertificate(after, event.folder);
    expect(print.text).toMatch(/menit diukur; \d+ kali putus/);
  }).toPass({ timeout: 60_000 });
}
