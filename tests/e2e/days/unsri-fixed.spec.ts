/** A day in the life of UNSRI's service at a fixed place: a lecturer asks on the web, loses the room to somebody who was first, is returned once, and ends with everything ready. */
import { expect, type Page } from '@playwright/test';
import {
  failTestCall,
  goThroughEventDay,
  holdTestCall,
  openCertificate,
  publicWord,
  verifyAnew,
} from '../../support/certified-line.ts';
import { typeForm } from '../../support/form-typing.ts';
import {
  checkAll,
  clientProfileLink,
  decide,
  explainDeviation,
  openTask,
  shippedForms,
  test,
} from '../../support/office-day.ts';
import { leastInk, openPrints } from '../../support/prints.ts';

const { request: form, 'client-profile': profileForm, 'connection-check': checkForm } = shippedForms('unsri-fixed');

const netCenter = 'Ruang Video Conference di Net Center Gd. Perpustakaan Pusat';
const technician = { name: 'Rani Pratama', phone: '0812 3456 7890', email: 'rani@unsri.example' };
const partner = { name: 'Bayu Lestari', phone: '0813 4567 8901', email: 'bayu@mitra.example' };

function lecture(title: string, date: string) {
  return {
    title,
    'applicant-kind': 'Dosen',
    'applicant-unit': 'Fakultas Teknik',
    'applicant-phone': '0711 581 011',
    period: { date, start: '09:00', end: '11:00' },
    place: netCenter,
    'participant-count': 18,
    'person-in-charge': technician,
    'host-technician': technician,
    'audience-technician': partner,
    'organiser-email': 'teknik@unsri.example',
    'host-emails': ['rani@unsri.example'],
    'audience-emails': ['bayu@mitra.example', 'sari@mitra.example'],
    assistance: true,
  };
}

const site = {
  'company-name': 'Universitas Mitra',
  address: 'Jalan Pendidikan 5',
  city: 'Jayapura',
  state: 'Papua',
  country: 'Indonesia',
  room: 'Ruang Rapat 2',
  'system-model': 'Chromium; kamera dan mikrofon meja',
  'ip-addresses': ['10.1.2.3'],
  'max-bandwidth-ip': 20_000,
  'contact-name': 'Bayu Lestari',
  'office-phone': '0967 581 011',
  'contact-email': 'bayu@mitra.example',
  'test-date-1': '2027-05-17',
  'test-time-1': '11:00',
  'test-zone-1': 'Asia/Jayapura',
};

async function fill(page: Page, values: ReturnType<typeof lecture>): Promise<void> {
  await page.getByRole('link', { name: 'Ajukan permohonan' }).first().click();
  await page.getByRole('link', { name: /tempat tetap/ }).click();
  await typeForm(page, form, values);
  await page.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await page.getByRole('button', { name: 'Kirim permohonan' }).click();
}

test('[UNSRI-06, UNSRI-11, UNSRI-75] UNSRI, fixed place: from the lecturer’s form to the conference', async ({
  office,
}, testInfo) => {
  test.setTimeout(720_000);
  const day = office('unsri');
  const title = 'Kuliah tamu dengan mitra';

  // A student is first and has the room.
  await day.turnTo('2027-05-03T08:00+07:00');
  const student = await day.person('mahasiswa');
  await fill(student, lecture('Sidang terbuka', '2027-05-18'));
  await expect(student.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();

  // The lecturer asks for the same hours an hour later: nothing is lost, and one of the free choices is taken with one click.
  await day.turnTo('2027-05-03T09:00+07:00');
  const lecturer = await day.person('dosen');
  await fill(lecturer, lecture(title, '2027-05-18'));
  const choices = lecturer.getByRole('region', { name: 'Pilihan yang masih kosong' });
  await expect(choices.getByRole('button')).not.toHaveCount(0);
  expect(await choices.getByRole('button').count()).toBeGreaterThanOrEqual(3);
  await choices
    .getByRole('button', { name: /Ruang Rapat Gedung Rektorat/ })
    .first()
    .click();
  await expect(lecturer.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();

  // The head of ICT returns it; the lecturer puts it right the same afternoon and keeps the turn.
  await day.turnTo('2027-05-03T13:00+07:00');
  const head = await day.person('ketua-ict');
  await openTask(head, title);
  await decide(head, /Disposisi Ketua ICT/, { button: 'Kembalikan', reason: 'Sebutkan berapa peserta dari luar.' });
  await day.turnTo('2027-05-03T14:00+07:00');
  const back = await day.person('dosen');
  await back
    .getByRole('link', { name: new RegExp(title) })
    .first()
    .click();
  await expect(back.getByRole('alert').filter({ hasText: 'Sebutkan berapa peserta dari luar.' })).toBeVisible();
  await back.getByRole('link', { name: 'Ubah dan kirim lagi' }).click();
  await back.getByLabel('Jumlah peserta').fill('24');
  await back.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await back.getByRole('button', { name: 'Kirim lagi' }).click();
  await expect(back.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();
  await expect(back.getByText('Senin, 3 Mei 2027, 09.00 WIB').last()).toBeVisible();

  // The standard of one working day passes: the head is late, hears of it, and explains.
  await day.turnTo('2027-05-05T10:00+07:00');
  const late = await day.person('ketua-ict');
  await openTask(late, title);
  await expect(late.getByText(/Terlambat/).first()).toBeVisible();
  await explainDeviation(late, /melewati waktu baku 1 hari kerja/, 'Mengikuti rapat senat dua hari.');
  await decide(late, /Disposisi Ketua ICT/, {
    button: 'Tugaskan',
    assignees: ['Tim ICT'],
    instruction: 'Siapkan ruang dan uji koneksi sehari sebelumnya.',
    nature: 'Segera',
  });

  // The technician asks the client for the profile; the client fills it in without an account.
  const team = await day.person('tim-ict');
  await openTask(team, title);
  const client = await day.visitor();
  const profileLink = await clientProfileLink(team, { name: 'Bayu Lestari', email: 'bayu@mitra.example' });
  await client.goto(profileLink);
  await typeForm(client, profileForm, site);
  await client.getByRole('button', { name: 'Kirim profil' }).click();
  // A private address is refused with the reason, and nothing else is lost.
  await expect(client.locator('[data-field="ip-addresses"]')).toContainText(/privat|10\.1\.2\.3/);
  await typeForm(client, profileForm, { 'ip-addresses': ['8.8.4.4'] });
  await client.getByRole('button', { name: 'Kirim profil' }).click();
  await expect(client.getByText(/Profil terkirim/)).toBeVisible();

  // The profile is complete; the day before, both sides are tested.
  await day.turnTo('2027-05-17T09:00+07:00');
  const tester = await day.person('tim-ict');
  await openTask(tester, title);
  await decide(tester, /Pihak audiens mengisi formulir profil/, { button: 'Selesai' });
  await failTestCall(tester, 'Firewall audiens menolak UDP dan TCP; petugasnya membuka port malam ini.');
  await expect(tester.getByRole('region', { name: 'Uji koneksi' })).toContainText('Perlu diperbaiki: firewall');
  await holdTestCall(tester, 'Gambar dan suara kedua arah baik.', 'Uji koneksi lagi');
  const check = /ICT mengecek kondisi koneksi/;
  await typeForm(tester, checkForm, {
    connected: true,
    'sound-at-audience': true,
    'video-at-audience': true,
    'sound-at-host': true,
    'video-at-host': true,
    diagnosis: 'Tidak ada gangguan.',
  });
  await checkAll(tester, check);
  await decide(tester, check, { button: 'Selesai' });
  await expect(tester.getByRole('region', { name: 'Kesiapan' })).toContainText('Siap dilaksanakan');
  await expect(tester.getByText('SIMULASI').first()).toBeVisible();

  // What was typed is what is printed.
  const prints = await openPrints(tester, testInfo.outputPath('prints'));
  expect(prints.get('Formulir permohonan')?.text).toContain('Jumlah peserta 24');
  expect(prints.get('Formulir permohonan')?.text).toContain('Kontak teknis kedua belah pihak (audiens) Bayu Lestari');
  expect(prints.get('Lembar disposisi')?.text).toContain('Sebutkan berapa peserta dari luar.');
  expect(prints.get('Lembar disposisi')?.text).toContain('Siapkan ruang dan uji koneksi sehari sebelumnya.');
  expect(prints.get('Formulir profil lokasi klien')?.text).toContain('Company Name Universitas Mitra');
  expect(prints.get('Jadwal uji koneksi')?.text).toContain('Senin, 17 Mei 2027, 11.00–12.00 WIT');
  expect(prints.get('Laporan pelaksanaan layanan')?.text).toContain('Mengikuti rapat senat dua hari.');
  for (const { inkShares } of prints.values()) expect(Math.min(...inkShares)).toBeGreaterThan(leastInk);

  // The certificate on paper and on its public page.
  const caseUrl = tester.url();
  const { print, publicUrl } = await openCertificate(tester, testInfo.outputPath('prints'));
  const certificateUrl = tester.url();
  expect(print.text).toContain('SIMULASI');
  expect(print.text).toContain('TEST CALL ACTUAL CALL');
  expect(Math.min(...print.inkShares)).toBeGreaterThan(leastInk);
  const stranger = await day.visitor();
  expect(await publicWord(stranger, publicUrl)).toContain('Berlaku bersyarat');

  // The client's address changes: the certificate holds no longer, and the case is not ready.
  const again = await day.visitor();
  await again.goto(profileLink);
  await again.getByLabel('Alamat IP publik yang baru').fill('8.8.8.8');
  await again.getByRole('button', { name: 'Laporkan perubahan IP' }).click();
  await expect(again.getByText('Perubahan alamat sudah dilaporkan.')).toBeVisible();
  expect(await publicWord(stranger, publicUrl)).toContain('Ditangguhkan');
  await tester.goto(caseUrl);
  await expect(tester.getByRole('region', { name: 'Kesiapan' })).not.toContainText('Siap dilaksanakan');

  // A short test, and an admin's word, let it hold again for the new address.
  await tester.getByRole('radio', { name: 'Verifikasi ulang' }).check();
  await holdTestCall(tester, 'Jalur baru baik.', 'Buka verifikasi ulang');
  await verifyAnew(await day.person('admin-vc'), certificateUrl);
  expect(await publicWord(stranger, publicUrl)).toContain('Berlaku bersyarat');
  await tester.reload();
  await expect(tester.getByRole('region', { name: 'Kesiapan' })).toContainText('Siap dilaksanakan');

  await goThroughEventDay(day, {
    ...{ technician: 'tim-ict', date: '2027-05-18', zone: '+07:00', caseUrl },
    folder: testInfo.outputPath('prints'),
  });
});
