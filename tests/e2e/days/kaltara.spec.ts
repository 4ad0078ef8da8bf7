/** A day in the life of Kalimantan Utara's service: an evening event is let in as overtime, a letter loses its hours to it and takes others, is returned once, disposed twice, checked on the spot, tested, and ends with everything ready. */
import { expect } from '@playwright/test';
import { holdTestCall } from '../../support/certified-line.ts';
import { typeForm } from '../../support/form-typing.ts';
import { fillOnWeb, letterScan, putRight, readAlong, registerLetter, sendToFreeTime } from '../../support/letter.ts';
import { checkAll, decide, explainDeviation, openTask, shippedForms, test } from '../../support/office-day.ts';
import { expectPrinted, openPrints } from '../../support/prints.ts';

const { request: form, 'location-check': locationForm } = shippedForms('kaltara');

const evening = {
  'letter-number': '120/88/DISPERINDAG',
  'letter-date': '2027-04-16',
  sender: 'Dinas Perindustrian dan Perdagangan',
  subject: 'Fasilitasi pertemuan sore',
  'surat-permohonan': letterScan('surat-disperindag.pdf', ['Nomor 120/88/DISPERINDAG', 'Fasilitasi pertemuan sore']),
  title: 'Pertemuan pelaku usaha',
  beneficiary: 'OPD',
  period: { date: '2027-04-22', start: '16:00', end: '18:00' },
  place: 'Ruang Rapat',
  'participant-count': 20,
  'contact-name': 'Sekretaris Disperindag',
  'contact-phone': '0552 21 001',
  'contact-email': 'sekretaris@disperindag.example',
};

const letter = {
  'letter-number': '005/417/BIRO-UMUM',
  'letter-date': '2027-04-15',
  sender: 'Biro Umum Sekretariat Daerah',
  subject: 'Permohonan fasilitasi rapat jarak jauh',
  'surat-permohonan': letterScan('surat-biro-umum.pdf', ['Nomor 005/417/BIRO-UMUM', 'Kepada Kepala Dinas']),
  title: 'Rapat kesiapan pangan',
  beneficiary: 'Wakil Kepala Daerah',
  period: { date: '2027-04-22', start: '13:00', end: '15:00' },
  place: 'Ruang Rapat',
  'participant-count': 12,
  'audience-emails': ['pangan@pusat.example'],
  'contact-name': 'Kepala Bagian Rumah Tangga',
  'contact-phone': '0552 21 417',
  'contact-email': 'rumahtangga@biro-umum.example',
};

test('[KALTARA-09, KALTARA-15, KALTARA-23] Kalimantan Utara: from a letter to "ready"', async ({
  office,
}, testInfo) => {
  test.setTimeout(720_000);
  const day = office('kaltara');
  const { title } = letter;

  // An office asks on the web for a time after hours: it is kept out, says why it must be, and the head of the office lets it in.
  await day.turnTo('2027-04-19T09:00+08:00');
  const opd = await day.person('opd');
  await fillOnWeb(opd, form, evening);
  await opd.getByRole('button', { name: 'Kirim permohonan' }).click();
  const permission = opd.getByRole('region', { name: 'Minta izin' });
  await permission.getByLabel('Alasan').fill('Narasumber baru ada sesudah jam kantor.');
  await permission.getByRole('button', { name: 'Kirim permintaan izin' }).click();
  await expect(opd.getByText('Permintaan izin terkirim')).toBeVisible();
  const head = await day.person('kepala-dinas');
  await head.getByRole('link', { name: /^Pemberitahuan/ }).click();
  await head
    .getByRole('link', { name: new RegExp(evening.title) })
    .first()
    .click();
  await expect(head.getByText('Narasumber baru ada sesudah jam kantor.')).toBeVisible();
  await head.getByLabel('Alasan mengizinkan').fill('Disetujui sebagai lembur.');
  await head.getByRole('button', { name: 'Izinkan dan kirim' }).click();
  const deviations = head.getByRole('region', { name: 'Penyimpangan' });
  await expect(deviations).toContainText('di luar jam kerja');
  await expect(deviations).toContainText('Disetujui sebagai lembur.');

  // A letter that came in before is registered: its hours are in the other's set-up, so it takes the morning.
  const team = await day.person('tim-teknis');
  await registerLetter(team, form, letter, '08:15');
  await sendToFreeTime(team, /22 Apr 2027, 11\.00–13\.00 WITA/);

  // Disposed by the head of the office, returned by the head of division, put right by whoever registered it.
  await openTask(head, title);
  await decide(head, /Disposisi Kepala Dinas/, {
    button: 'Disposisi',
    instruction: 'Fasilitasi penuh, ini rapat Wakil Gubernur.',
    nature: 'Segera',
    agendaNumber: '417/IV/2027',
  });
  const division = await day.person('kepala-bidang');
  await openTask(division, title);
  const forwards = /Kepala Bidang Aplikasi Informatika menerima disposisi/;
  const reason = 'Berapa peserta di ruang rapat?';
  await decide(division, forwards, { button: 'Kembalikan', reason });
  await putRight(team, form, reason, { 'participant-count': 16 });

  // The head of division lets his hour pass and explains it.
  await day.turnTo('2027-04-19T11:30+08:00');
  const late = await day.person('kepala-bidang');
  await openTask(late, title);
  await explainDeviation(late, /melewati waktu baku 60 menit/, 'Memimpin apel gabungan.');
  await decide(late, forwards, {
    button: 'Tugaskan',
    assignees: ['Tim Teknis'],
    instruction: 'Koordinasikan dengan Biro Umum.',
    nature: 'Penting',
  });

  // On the day the place and the equipment are checked with the applying office, and the conference is tried.
  await day.turnTo('2027-04-22T09:40+08:00');
  const technician = await day.person('tim-teknis');
  await openTask(technician, title);
  const preparation = /Tim teknis melakukan koordinasi/;
  await typeForm(technician, locationForm, {
    'coordinated-with': 'Biro Umum, Kepala Bagian Rumah Tangga',
    'location-fit': 'Layak',
    'location-notes': 'Satu mikrofon tambahan.',
  });
  await checkAll(technician, preparation);
  await decide(technician, preparation, { button: 'Selesai' });
  await holdTestCall(technician, 'Gambar dan suara kedua arah baik.');
  await decide(technician, /Melakukan ujicoba vidcon/, { button: 'Selesai' });
  await expect(technician.getByRole('region', { name: 'Kesiapan' })).toContainText('Siap dilaksanakan');
  await expect(technician.getByText('SIMULASI').first()).toBeVisible();

  // The coordination team reads along, and finds what was typed in what is printed.
  const reader = await day.person('tim-koordinasi-spbe');
  await readAlong(reader, title, reason);
  const prints = await openPrints(reader, testInfo.outputPath('prints'));
  expectPrinted(prints, {
    'Formulir permohonan': [
      `Nomor surat ${letter['letter-number']} Tanggal surat 15 April 2027 OPD pengirim ${letter.sender}`,
      `Perihal ${letter.subject} Surat permohonan (PDF atau pindaian) surat-biro-umum.pdf`,
      `Nama kegiatan ${title} Penyelenggaraan bagi Wakil Kepala Daerah`,
      'Waktu yang diminta Kamis, 22 April 2027, 11.00–13.00 WITA Tempat yang diminta: ruang rapat Ruang Rapat',
      'Jumlah peserta 16 Email peserta dari luar pangan@pusat.example',
      'Nama narahubung Kepala Bagian Rumah Tangga Telepon narahubung 0552 21 417',
      'Email narahubung rumahtangga@biro-umum.example',
    ],
    'Lembar pengantar surat permohonan': [
      `Perihal ${letter.subject} Diterima tanggal Senin, 19 April 2027, 08.15 WITA`,
      'Didaftarkan oleh Tim Teknis (Seksi Aplikasi Informatika) Lampiran surat-biro-umum.pdf',
    ],
    'Lembar disposisi': [
      `Keputusan Dikembalikan Batas waktu Instruksi Catatan ${reason}`,
      'Dari Kepala Dinas Kepada Kepala Bidang Aplikasi Informatika Nomor agenda 417/IV/2027 Sifat Segera',
      'Instruksi Fasilitasi penuh, ini rapat Wakil Gubernur.',
      'Nomor agenda Sifat Penting Keputusan Ditugaskan',
      'Instruksi Koordinasikan dengan Biro Umum.',
    ],
    'Jadwal uji koneksi': [
      'Uji koneksi Kamis, 22 April 2027, 09.30–10.30 WITA',
      'Persiapan Kamis, 22 April 2027, 08.00–09.30 WITA',
    ],
    'Laporan pelaksanaan layanan': [
      'Koordinasi dengan (instansi pemohon) Biro Umum, Kepala Bagian Rumah Tangga Hasil cek lokasi Layak',
      'Catatan lokasi dan perlengkapan Satu mikrofon tambahan.',
      'Lokasi telah dicek siap Peralatan vidcon siap Peralatan audio siap',
      'Memimpin apel gabungan.',
    ],
  });
});
