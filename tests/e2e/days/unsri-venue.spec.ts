/** A day in the life of UNSRI's service at a venue: a letter is registered, the wanted technician is taken, the venue is surveyed with photographs, the survey sends it back once, and it ends with everything ready. */
import { expect } from '@playwright/test';
import { goThroughEventDay, holdTestCall } from '../../support/certified-line.ts';
import { attachFile, typeForm } from '../../support/form-typing.ts';
import {
  checkAll,
  clientProfileLink,
  decide,
  explainDeviation,
  openTask,
  register,
  shippedForms,
  test,
} from '../../support/office-day.ts';
import { onePixel } from '../../support/picture.ts';
import { leastInk, openPrints } from '../../support/prints.ts';

const forms = shippedForms('unsri-venue');
const fixed = shippedForms('unsri-fixed');
const rani = { name: 'Rani Pratama', phone: '0812 3456 7890', email: 'rani@unsri.example' };
const bayu = { name: 'Bayu Lestari', phone: '0813 4567 8901', email: 'bayu@mitra.example' };
const hall = 'Aula Kantor Camat Indralaya, Jalan Lintas Timur';

const both = {
  'applicant-unit': 'Fakultas Teknik',
  'applicant-phone': '0711 581 011',
  period: { date: '2027-06-22', start: '09:00', end: '11:00' },
  'participant-count': 30,
  'person-in-charge': rani,
  'host-technician': rani,
  'audience-technician': bayu,
  'organiser-email': 'teknik@unsri.example',
  'host-emails': ['rani@unsri.example'],
  'audience-emails': ['bayu@mitra.example'],
};

test('[UNSRI-22, UNSRI-33, UNSRI-38] UNSRI, at a venue: from a letter to the conference', async ({
  office,
}, testInfo) => {
  test.setTimeout(720_000);
  const day = office('unsri');
  const title = 'Penyuluhan desa jarak jauh';

  // A colleague's event takes the technician for those hours.
  await day.turnTo('2027-06-07T08:00+07:00');
  const staff = await day.person('pegawai');
  await staff.getByRole('link', { name: 'Ajukan permohonan' }).first().click();
  await staff.getByRole('link', { name: /di tempat tetap/ }).click();
  await typeForm(staff, fixed.request, {
    ...both,
    title: 'Rapat kerja sama',
    'applicant-kind': 'Pegawai',
    place: 'Ruang Rapat Gedung Rektorat Lt. II',
  });
  await staff.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await staff.getByRole('button', { name: 'Kirim permohonan' }).click();
  await expect(staff.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();
  const head = await day.person('ketua-ict');
  await openTask(head, 'Rapat kerja sama');
  await decide(head, /Disposisi Ketua ICT/, { button: 'Tugaskan', assignees: ['^Tim ICT'] });

  // A letter comes in and is registered with its scan.
  const registrar = await day.person('admin-vc');
  await register(registrar, 'Surat', /tempat tidak tetap/);
  await typeForm(registrar, forms.request, {
    ...both,
    title,
    'applicant-name': 'Ketua Panitia',
    'applicant-kind': 'Dosen',
    'applicant-email': 'panitia@unsri.example',
    venue: hall,
  });
  const letter = registrar.locator('[data-field]:has(input[type=file])').last();
  await attachFile(letter, { name: 'surat.png', mimeType: 'image/png', buffer: onePixel });
  await registrar.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await registrar.getByRole('button', { name: 'Kirim permohonan' }).click();
  await expect(registrar.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();

  // The administrator gives the team a second technician. The head is late and explains; the one he thinks of is taken, so he assigns the one who is free.
  await day.turnTo('2027-06-09T08:30+07:00');
  const admin = await day.person('admin-vc');
  await admin.goto(`${day.url}/admin/people`);
  await admin.getByRole('button', { name: 'Tambah orang' }).click();
  const person = admin.getByRole('dialog');
  await person.getByLabel('Nama lengkap').fill('Teknisi Lapangan');
  await person.getByRole('textbox', { name: 'Email' }).fill('lapangan@unsri.example');
  await person.getByRole('combobox', { name: 'Jabatan sejak sekarang' }).fill('Tim ICT');
  await person.getByRole('option', { name: 'Tim ICT' }).click();
  await person.getByRole('button', { name: 'Buat akun' }).click();
  await expect(person.getByText('Akun Teknisi Lapangan sudah dibuat')).toBeVisible();
  const firstPassword = (await person.locator('code').textContent()) ?? undefined;
  const late = await day.person('ketua-ict');
  await openTask(late, title);
  await explainDeviation(late, /melewati waktu baku 1 hari kerja/, 'Dinas luar kota.');
  const panel = late.getByRole('region', { name: /Disposisi Ketua ICT/ });
  await expect(panel.getByText(/sudah dipegang untuk acara lain/)).toBeVisible();
  await panel.getByRole('checkbox', { name: /^Tim ICT/ }).check();
  await panel.getByRole('button', { name: 'Tugaskan', exact: true }).click();
  await expect(panel.getByRole('alert')).toContainText('Petugas sudah dipegang pada waktu itu');
  await late.reload();
  await decide(late, /Disposisi Ketua ICT/, {
    button: 'Tugaskan',
    assignees: ['Teknisi Lapangan'],
    instruction: 'Survei aula pekan ini.',
  });

  // The surveyor finds the address wanting and returns it; it is put right, and the survey is recorded with a photograph.
  const surveyor = await day.person('lapangan', firstPassword);
  await openTask(surveyor, title);
  await decide(surveyor, /Survei kelayakan/, { button: 'Kembalikan', reason: 'Aula yang mana? Sebutkan lantainya.' });
  const again = await day.person('admin-vc');
  await again.goto(`${day.url}/requests`);
  await again
    .getByRole('link', { name: new RegExp(title) })
    .first()
    .click();
  await again.getByRole('link', { name: 'Ubah dan kirim lagi' }).click();
  await again.getByLabel('Alamat lengkap').fill(`${hall}, lantai 2`);
  await again.getByRole('button', { name: 'Periksa dan kirim' }).click();
  await again.getByRole('button', { name: 'Kirim lagi' }).click();
  await expect(again.getByText(/Permohonan \d{4}-\d{6} terkirim/)).toBeVisible();
  await surveyor.reload();
  await typeForm(surveyor, forms.survey, {
    power: '5.500 VA',
    acoustics: 'Bergema ringan',
    lighting: 'Cukup',
    noise: 'Tenang',
    photos: { name: 'aula.png', mimeType: 'image/png', buffer: onePixel },
    'wired-port': true,
    provider: 'Telkom',
    'public-static-ip': true,
    'measured-bandwidth': 20_000,
    conclusion: 'Layak',
    'surveyed-on': '2027-06-09',
  });
  await decide(surveyor, /Survei kelayakan/, { button: 'Selesai' });
  const final = await day.person('ketua-ict');
  await openTask(final, title);
  await decide(final, /Persetujuan akhir/, { button: 'Setujui' });

  // The client's profile, then the test at the venue the day before.
  await surveyor.reload();
  const client = await day.visitor();
  await client.goto(await clientProfileLink(surveyor, bayu));
  await typeForm(client, forms['client-profile'], {
    'company-name': 'Universitas Mitra',
    address: 'Jalan Pendidikan 5',
    city: 'Makassar',
    state: 'Sulawesi Selatan',
    country: 'Indonesia',
    room: 'Ruang Rapat 2',
    'system-model': 'Chromium; kamera dan mikrofon meja',
    'ip-addresses': ['8.8.4.4'],
    'max-bandwidth-ip': 20_000,
    'contact-name': 'Bayu Lestari',
    'mobile-phone': '0813 4567 8901',
    'contact-email': 'bayu@mitra.example',
    'test-date-1': '2027-06-21',
    'test-time-1': '10:00',
    'test-zone-1': 'Asia/Makassar',
  });
  await client.getByRole('button', { name: 'Kirim profil' }).click();
  await expect(client.getByText(/Profil terkirim/)).toBeVisible();
  await day.turnTo('2027-06-21T09:00+07:00');
  const tester = await day.person('lapangan');
  await openTask(tester, title);
  await decide(tester, /Pihak audiens mengisi formulir profil/, { button: 'Selesai' });
  await holdTestCall(tester, 'Gambar dan suara kedua arah baik.');
  const check = /ICT mengecek kondisi koneksi/;
  await typeForm(tester, forms['connection-check'], {
    connected: true,
    'sound-at-audience': true,
    'video-at-audience': true,
    'sound-at-host': true,
    'video-at-host': true,
  });
  await checkAll(tester, check);
  await decide(tester, check, { button: 'Selesai' });
  await expect(tester.getByRole('region', { name: 'Kesiapan' })).toContainText('Siap dilaksanakan');

  const prints = await openPrints(tester, testInfo.outputPath('prints'));
  const textOf = (name: string) => prints.get(name)?.text;
  expect(textOf('Formulir permohonan')).toContain(`Lokasi tempat kegiatan Video Conference ${hall}, lantai 2`);
  expect(textOf('Lembar pengantar surat permohonan')).toContain('Didaftarkan oleh Admin Video Conference ICT');
  expect(textOf('Lembar disposisi')).toMatch(/DISPOSISI 1 .*Survei aula pekan ini\..*DISPOSISI 2 .*Disetujui/);
  expect(textOf('Laporan survei lokasi')).toContain('Daya listrik 5.500 VA Akustik ruang Bergema ringan');
  expect(textOf('Laporan survei lokasi')).toMatch(/Kesimpulan Layak .*Petugas survei Teknisi Lapangan/);
  expect(textOf('Jadwal uji koneksi')).toContain('Senin, 21 Juni 2027, 10.00–11.00 WITA Teknisi Lapangan');
  for (const { inkShares } of prints.values()) expect(Math.min(...inkShares)).toBeGreaterThan(leastInk);

  await goThroughEventDay(day, {
    ...{ technician: 'lapangan', date: '2027-06-22', zone: '+07:00', caseUrl: tester.url() },
    folder: testInfo.outputPath('prints'),
  });
});
