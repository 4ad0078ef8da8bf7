/** A day in the life of BATAN's service: a request by telephone is registered by the service desk, loses the room to a colleague who was first, is returned once, is handed down three levels, and ends with everything ready. */
import { expect, type Page } from '@playwright/test';
import { holdTestCall } from '../../support/certified-line.ts';
import { typeForm } from '../../support/form-typing.ts';
import {
  checkAll,
  decide,
  explainDeviation,
  openTask,
  register,
  shippedForms,
  test,
} from '../../support/office-day.ts';
import { leastInk, openPrints } from '../../support/prints.ts';

const forms = shippedForms('batan');

function request(activity: string, name: string) {
  return {
    name,
    email: 'peneliti@batan.example',
    'employee-number': '198001012005011001',
    unit: 'Pusat Reaktor',
    activity,
    execution: { date: '2027-04-08', start: '13:00', end: '15:00' },
    place: 'Ruang Video Konferensi',
    'execution-notes': 'Dua layar.',
    'applicant-phone': '0812 3456 7890',
    'participant-count': 12,
    'audience-technician': { name: 'Bayu Lestari', phone: '0813 4567 8901', email: 'bayu@serpong.example' },
    'audience-emails': ['bayu@serpong.example'],
  };
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await page.getByRole('button', { name: 'Kirim permohonan' }).click();
}

test('[BATAN-09, BATAN-26] BATAN: from a telephone call to "ready"', async ({ office }, testInfo) => {
  test.setTimeout(720_000);
  const day = office('batan');
  const title = 'Rapat keselamatan reaktor';

  // A colleague files on the web and has the room.
  await day.turnTo('2027-04-05T08:00+07:00');
  const colleague = await day.person('pengguna');
  await colleague.getByRole('link', { name: 'Ajukan permohonan' }).first().click();
  await typeForm(colleague, forms.request, request('Pelatihan dosimetri', 'Pengguna'));
  await send(colleague);
  await expect(colleague.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();

  // The service desk takes the call: the same hours are gone, the caller chooses another time on the spot.
  const desk = await day.person('petugas-layanan');
  await register(desk, 'Telepon');
  await typeForm(desk, forms.request, request(title, 'Peneliti Senior'));
  await send(desk);
  const choices = desk.getByRole('region', { name: 'Pilihan yang masih kosong' });
  await expect(choices.getByRole('button').nth(2)).toBeVisible();
  await choices.getByRole('button', { name: /9 Apr/ }).first().click();
  await expect(desk.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();
  await expect(desk.getByText('Telepon', { exact: true })).toBeVisible();

  // The head returns it within the hour; the desk asks the caller and sends it again.
  const head = await day.person('ka-ppiksn');
  await openTask(head, title);
  await decide(head, /Menyetujui permohonan/, { button: 'Kembalikan', reason: 'Sebutkan jumlah peserta yang benar.' });
  await desk.reload();
  await expect(desk.getByRole('alert').filter({ hasText: 'Sebutkan jumlah peserta yang benar.' })).toBeVisible();
  await desk.getByRole('link', { name: 'Ubah dan kirim lagi' }).click();
  await desk.getByLabel('Jumlah peserta (boleh kosong)').fill('17');
  await desk.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await desk.getByRole('button', { name: 'Kirim lagi' }).click();
  await expect(desk.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();
  await head.reload();
  await decide(head, /Menyetujui permohonan/, {
    button: 'Disposisi',
    instruction: 'Tindak lanjuti, utamakan keandalan jaringan.',
    nature: 'Penting',
  });

  // The head of division lets his hour pass, and explains why.
  await day.turnTo('2027-04-05T13:30+07:00');
  const division = await day.person('kabid-pjkkd');
  await openTask(division, title);
  await explainDeviation(division, /melewati waktu baku 1 jam/, 'Mendampingi inspeksi pagi ini.');
  await decide(division, /Mendisposisikan kepada Ka\. Sub Bid/, {
    button: 'Disposisi',
    instruction: 'Siapkan dan uji peralatan.',
  });
  const section = await day.person('kasubbid-pj');
  await openTask(section, title);
  await decide(section, /Menginstruksikan kepada Staf/, {
    button: 'Tugaskan',
    assignees: ['Administrator Jaringan Komputer'],
    instruction: 'Pasang dan uji dengan kawasan lain.',
  });
  // The other site's administrator and the quality unit read along; the keeper of documents has the procedure.
  for (const reader of ['admin-kawasan-lain', 'ka-ujm']) {
    const page = await day.person(reader);
    await page.getByRole('link', { name: 'Permohonan', exact: true }).first().click();
    await expect(page.getByText(title).first()).toBeVisible();
  }
  const keeper = await day.person('pengelola-dokumen');
  await keeper.goto(`${day.url}/admin/procedures`);
  await expect(keeper.getByText(/236\.002/).first()).toBeVisible();

  // On the day the equipment is installed and tested with the other site.
  await day.turnTo('2027-04-09T08:00+07:00');
  const administrator = await day.person('administrator');
  await openTask(administrator, title);
  const preparation = /Melakukan Pemasangan Perangkat/;
  await typeForm(administrator, forms.preparation, {
    'other-site-admin': { name: 'Bayu Lestari', phone: '0813 4567 8901', email: 'bayu@serpong.example' },
    'preparation-notes': 'Terpasang di ruang utama.',
  });
  await checkAll(administrator, preparation);
  await decide(administrator, preparation, { button: 'Selesai' });
  await holdTestCall(administrator, 'Dua arah bersamaan, baik.');
  await decide(administrator, /Melakukan Uji Coba Fungsi/, { button: 'Selesai' });
  await expect(administrator.getByRole('region', { name: 'Kesiapan' })).toContainText('Siap dilaksanakan');

  const prints = await openPrints(administrator, testInfo.outputPath('prints'));
  const printed = prints.get('Formulir permohonan')?.text;
  expect(printed).toContain('FORMULIR LAYANAN VIDEO KONFERENSI');
  expect(printed).toContain('Nama Peneliti Senior Email peneliti@batan.example Nip 198001012005011001');
  expect(printed).toContain('Pelaksanaan Video Konferensi Jumat, 9 April 2027, 13.00–15.00 WIB');
  expect(printed).toContain('Jumlah peserta 17');
  const sheet = prints.get('Lembar disposisi')?.text;
  expect(sheet).toMatch(/DISPOSISI 1 Dari Ka\. PPIKSN Kepada Peneliti Senior .*Keputusan Dikembalikan/);
  expect(sheet).toMatch(/DISPOSISI 4 Dari Kasubbid PJ Kepada Administrator Jaringan Komputer/);
  expect(prints.get('Jadwal uji koneksi')?.text).toContain('Uji koneksi Jumat, 9 April 2027, 11.30–12.30 WIB');
  expect(prints.get('Laporan pelaksanaan layanan')?.text).toContain('Mendampingi inspeksi pagi ini.');
  for (const { inkShares } of prints.values()) expect(Math.min(...inkShares)).toBeGreaterThan(leastInk);
});
