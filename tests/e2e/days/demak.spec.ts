/** A day in the life of Demak's command center: an office asks on the web, loses its hours to a letter that was first and takes others, is returned once; the conference is entered in the recap, its ID and password reach the clients, and everything ends ready. */
import { expect } from '@playwright/test';
import {
  fillOnWeb,
  letterScan,
  putRight,
  readAlong,
  registerLetter,
  send,
  sendToFreeTime,
} from '../../support/letter.ts';
import { checkAll, decide, explainDeviation, openTask, shippedForms, test } from '../../support/office-day.ts';
import { expectPrinted, openPrints } from '../../support/prints.ts';

const { request: form } = shippedForms('demak');

const first = {
  'letter-number': '421.3/210/DINDIKBUD',
  'letter-date': '2027-04-08',
  sender: 'Dinas Pendidikan dan Kebudayaan',
  subject: 'Pinjam Command Center',
  'surat-permohonan': letterScan('surat-dindikbud.pdf', ['Nomor 421.3/210/DINDIKBUD', 'Pinjam Command Center']),
  title: 'Sosialisasi ujian sekolah',
  period: { date: '2027-04-16', start: '09:00', end: '11:00' },
  place: 'Command Center',
  'participant-count': 20,
  'contact-name': 'Kepala Seksi Kurikulum',
  'contact-phone': '0291 685 001',
  'contact-email': 'kurikulum@dindikbud.example',
};

const own = {
  'letter-number': '440/512/DINKES',
  'letter-date': '2027-04-09',
  sender: 'Dinas Kesehatan',
  subject: 'Permohonan fasilitasi video conference',
  'surat-permohonan': letterScan('surat-dinkes.pdf', ['Nomor 440/512/DINKES', 'Fasilitasi video conference']),
  title: 'Evaluasi imunisasi kabupaten',
  period: { date: '2027-04-16', start: '10:00', end: '12:00' },
  place: 'Command Center',
  'participant-count': 14,
  'contact-name': 'Kepala Bidang Pencegahan Penyakit',
  'contact-phone': '0291 685 512',
  'contact-email': 'p2p@dinkes.example',
};

test('[DEMAK-09, DEMAK-16, DEMAK-25] Demak: from an office’s form to "ready"', async ({ office }, testInfo) => {
  test.setTimeout(720_000);
  const day = office('demak');
  const { title } = own;

  // The operator registers a letter: it was first and has the command center.
  await day.turnTo('2027-04-12T08:00+07:00');
  const registrar = await day.person('operator-cc');
  await registerLetter(registrar, form, first, '07:30');
  await send(registrar);

  // Another office asks on the web for hours that overlap, and takes the afternoon instead.
  const opd = await day.person('opd');
  await fillOnWeb(opd, form, own);
  await sendToFreeTime(opd, /16 Apr 2027, 13\.30–15\.30 WIB/);

  // The leader returns it once, for without their addresses the clients cannot be sent ID and password.
  const leader = await day.person('pimpinan');
  await openTask(leader, title);
  const reason = 'Tuliskan email client yang akan bergabung.';
  await decide(leader, /Disposisi Pimpinan/, { button: 'Kembalikan', reason });
  await putRight(opd, form, reason, { 'client-emails': ['puskesmas1@client.example', 'puskesmas2@client.example'] });
  await leader.reload();
  await decide(leader, /Disposisi Pimpinan/, {
    button: 'Disposisi',
    instruction: 'Layani, rekam seluruhnya.',
    nature: 'Penting',
    note: 'Surat asli menyusul.',
  });

  // Five minutes are soon over: the sub-coordinator explains, and assigns the operator.
  await day.turnTo('2027-04-12T10:00+07:00');
  const coordinator = await day.person('sub-koor-spa');
  await openTask(coordinator, title);
  await explainDeviation(coordinator, /melewati waktu baku 5 menit/, 'Sedang rapat koordinasi.');
  await decide(coordinator, /Sub Koor SPA menugaskan/, {
    button: 'Tugaskan',
    assignees: ['Operator Command Center'],
    instruction: 'Catat di rekap dan siapkan host hari ini.',
    nature: 'Segera',
  });

  // The operator finds it in the recap of the schedule, and sets up the meeting.
  const operator = await day.person('operator-cc');
  await operator.getByRole('link', { name: 'Laporan', exact: true }).click();
  await expect(operator.getByRole('row').filter({ hasText: title })).toContainText('Command Center');
  await openTask(operator, title);
  await decide(operator, /Merekap jadwal/, { button: 'Selesai' });
  const host = /Menyiapkan Host Meeting/;
  await checkAll(operator, host);
  await decide(operator, host, { button: 'Selesai' });
  const meeting = operator.getByRole('region', { name: 'Rapat', exact: true });
  const id = (await meeting.getByText(/^\d{3}[  -]?\d{3}[  -]?\d{3}$/).textContent()) ?? '';

  // The clients' mail says ID and password.
  const admin = await day.person('admin');
  await admin.goto(`${day.url}/admin/outbox`);
  const mail = admin.getByRole('article').filter({ hasText: /^Cara bergabung: .*Kepada puskesmas2@client\.example/ });
  await mail.getByRole('button', { name: `Baca surat: Cara bergabung: ${title}` }).click();
  await expect(mail).toContainText(`ID rapat: ${id.replaceAll(/\s/g, '')}`);
  await expect(mail).toContainText(/Kata sandi: \S+/);

  // The day before, everything is prepared.
  await day.turnTo('2027-04-15T13:30+07:00');
  const tester = await day.person('operator-cc');
  await openTask(tester, title);
  const preparation = /Menyiapkan peralatan elektronik/;
  await checkAll(tester, preparation);
  await decide(tester, preparation, { button: 'Selesai' });
  // The procedure suggests a test call and does not demand one: this line is used every week.
  await tester.getByRole('button', { name: 'Tanpa uji koneksi…' }).click();
  await tester.getByRole('textbox', { name: 'Alasan' }).fill('Jalur Command Center dipakai setiap pekan.');
  await tester.getByRole('button', { name: 'Adakan tanpa uji koneksi' }).click();
  await expect(tester.getByText(/Diadakan tanpa uji koneksi, diputuskan oleh .*: Jalur Command Center/)).toBeVisible();
  await decide(tester, /Uji koneksi/, { button: 'Selesai' });
  await expect(tester.getByRole('region', { name: 'Kesiapan' })).toContainText('Siap dilaksanakan');
  await expect(tester.getByRole('region', { name: 'Kesiapan' })).toContainText('Uji koneksi ditiadakan');

  // The head of the office, whose procedure it is, reads along: what was typed is what is printed.
  const head = await day.person('kepala-dinas');
  await readAlong(head, title, reason);
  const prints = await openPrints(head, testInfo.outputPath('prints'));
  expectPrinted(prints, {
    'Formulir permohonan': [
      `Nomor surat ${own['letter-number']} Tanggal surat 9 April 2027 OPD pengirim ${own.sender}`,
      `Perihal ${own.subject} Surat Permohonan OPD (PDF atau pindaian) surat-dinkes.pdf`,
      `Nama kegiatan ${title} Waktu yang diminta Jumat, 16 April 2027, 13.30–15.30 WIB`,
      'Tempat yang diminta Command Center Jumlah peserta 14',
      'puskesmas1@client.example, puskesmas2@client.example',
      'Nama narahubung Kepala Bidang Pencegahan Penyakit Telepon narahubung 0291 685 512',
      'Email narahubung p2p@dinkes.example',
    ],
    'Lembar disposisi': [
      `Keputusan Dikembalikan Batas waktu Instruksi Catatan ${reason}`,
      'Dari Pimpinan Kepada Sub Koordinator Sistem dan Program Aplikasi Nomor agenda Sifat Penting',
      'Instruksi Layani, rekam seluruhnya. Catatan Surat asli menyusul.',
      'Instruksi Catat di rekap dan siapkan host hari ini.',
    ],
    'Jadwal uji koneksi': ['Uji koneksi Kamis, 15 April 2027, 13.30–14.30 WIB'],
    'Laporan pelaksanaan layanan': [
      'Akun konferensi (menggantikan akun Zoom) siap Kamera Logitech siap',
      'Koneksi diutamakan dengan Kabel siap',
      'Sedang rapat koordinasi.',
    ],
  });
});
