/** A day in the life of Jember's public relations: a letter is registered with the cameras it needs, loses them to an event that was first and takes another time, passes four levels with one return, and ends with everything ready. */
import { expect } from '@playwright/test';
import { holdTestCall } from '../../support/certified-line.ts';
import { typeForm } from '../../support/form-typing.ts';
import { fillOnWeb, letterScan, putRight, registerLetter, send, sendToFreeTime } from '../../support/letter.ts';
import { checkAll, decide, explainDeviation, openTask, shippedForms, test } from '../../support/office-day.ts';
import { expectPrinted, openPrints } from '../../support/prints.ts';

const { request: form, 'equipment-needs': needsForm } = shippedForms('unej');

const first = {
  'letter-number': '1201/UN25.1/TU/2027',
  'letter-date': '2027-04-21',
  sender: 'Fakultas Hukum',
  subject: 'Permohonan video konferen',
  'surat-permohonan': letterScan('surat-fh.pdf', ['Nomor 1201/UN25.1/TU/2027', 'Permohonan video konferen']),
  title: 'Seminar hukum agraria',
  period: { date: '2027-04-30', start: '09:00', end: '11:00' },
  venue: 'Aula Fakultas Hukum, Kampus Tegalboto',
  'participant-count': 80,
  equipment: { equipment: { Kamera: 2 } },
  'contact-name': 'Ketua Panitia Seminar',
  'contact-phone': '0331 335 001',
  'contact-email': 'seminar@fh.example',
};

const letter = {
  'letter-number': '2044/UN25.2/KM/2027',
  'letter-date': '2027-04-22',
  sender: 'Lembaga Penelitian dan Pengabdian kepada Masyarakat',
  subject: 'Permohonan livestreaming gelar riset',
  'surat-permohonan': letterScan('surat-lppm.pdf', ['Nomor 2044/UN25.2/KM/2027', 'Livestreaming gelar riset']),
  title: 'Gelar riset pesisir',
  livestream: true,
  period: { date: '2027-04-30', start: '10:00', end: '12:00' },
  place: 'Ruang Siar Humas',
  'participant-count': 10,
  equipment: { equipment: { Kamera: 2, Tripod: 2, 'USB capture': 1 } },
  'contact-name': 'Sekretaris Lembaga',
  'contact-phone': '0331 335 204',
  'contact-email': 'sekretaris@lppm.example',
};

test('[UNEJ-15, UNEJ-17, UNEJ-20] Universitas Jember: from a letter to "ready"', async ({ office }, testInfo) => {
  test.setTimeout(720_000);
  const day = office('unej');
  const { title } = letter;

  // An applicant asks on the web for a hall of their own and two of the three cameras.
  await day.turnTo('2027-04-26T08:00+07:00');
  const applicant = await day.person('pemohon');
  await fillOnWeb(applicant, form, first);
  await send(applicant);

  // A letter is registered: its room is free, its two cameras are not; another time takes care of both.
  const staff = await day.person('staf-humas');
  await registerLetter(staff, form, letter, '07:45');
  await sendToFreeTime(staff, /30 Apr 2027, 11\.30–13\.30 WIB/);

  // Four entries on one sheet: received and instructed by the vice rector, returned once by the head of the bureau.
  const rector = await day.person('wr-iii');
  await openTask(rector, title);
  await decide(rector, /Menerima surat permohonan/, {
    button: 'Setujui',
    note: 'Diterima sekretariat.',
    agendaNumber: '311/WR3',
  });
  await decide(rector, /Memberikan Instruksi ke Kepala BPKH/, {
    button: 'Disposisi',
    instruction: 'Mohon difasilitasi.',
    nature: 'Segera',
  });
  const bureau = await day.person('kepala-bpkh');
  await openTask(bureau, title);
  const reason = 'Siapa narasumber dari luar?';
  await decide(bureau, /Memberikan Instruksi ke Koordinator PKIH/, { button: 'Kembalikan', reason });
  await putRight(staff, form, reason, { 'audience-emails': ['peneliti@mitra.example'] });
  await bureau.reload();
  await decide(bureau, /Memberikan Instruksi ke Koordinator PKIH/, {
    button: 'Disposisi',
    instruction: 'Siarkan di kanal universitas.',
    nature: 'Biasa',
  });

  // Ten minutes are soon over: the coordinator explains and hands on; the vice coordinator assigns the staff.
  await day.turnTo('2027-04-26T10:30+07:00');
  const coordinator = await day.person('koordinator-pkih');
  await openTask(coordinator, title);
  await explainDeviation(coordinator, /melewati waktu baku 10 menit/, 'Menjamu tamu kementerian.');
  await decide(coordinator, /Memberikan Instruksi ke Wakil Koordinator Humas/, {
    button: 'Disposisi',
    instruction: 'Dua kamera, satu operator.',
    nature: 'Penting',
  });
  const vice = await day.person('wakor-humas');
  await openTask(vice, title);
  await decide(vice, /Menugaskan Staf Humas/, {
    button: 'Tugaskan',
    assignees: ['Staf Humas'],
    instruction: 'Uji siaran sehari sebelumnya.',
  });

  // The day before, the staff lists what it prepares, checks it and tests the line.
  await day.turnTo('2027-04-29T11:30+07:00');
  const crew = await day.person('staf-humas');
  await openTask(crew, title);
  const preparation = /Petugas mengidentifikasi kebutuhan peralatan/;
  await typeForm(crew, needsForm, {
    'needed-equipment': { equipment: { Kamera: 2, Tripod: 2, 'USB capture': 1, 'PC, Laptop': 1 } },
    'needs-notes': 'Kamera kedua untuk panel.',
  });
  await checkAll(crew, preparation);
  await decide(crew, preparation, { button: 'Selesai' });
  await holdTestCall(crew, 'Kamera lewat USB capture terbaca, dua arah baik.');
  await decide(crew, /Uji koneksi/, { button: 'Selesai' });
  await expect(crew.getByRole('region', { name: 'Kesiapan' })).toContainText('Siap dilaksanakan');
  await expect(crew.getByText('SIMULASI').first()).toBeVisible();

  // What was typed is what is printed.
  const prints = await openPrints(crew, testInfo.outputPath('prints'));
  expectPrinted(prints, {
    'Formulir permohonan': [
      `Nomor surat ${letter['letter-number']} Tanggal surat 22 April 2027 Unit pengirim ${letter.sender}`,
      `Perihal ${letter.subject} Surat permohonan (PDF atau pindaian) surat-lppm.pdf`,
      `Nama kegiatan ${title} Livestreaming (disiarkan untuk ditonton saja) Ya`,
      'Waktu yang diminta Jumat, 30 April 2027, 11.30–13.30 WIB Tempat yang diminta: ruang Ruang Siar Humas',
      'Jumlah peserta 10 Peralatan yang dibutuhkan Kamera × 2, Tripod × 2, USB capture × 1',
      'Email peserta dari luar peneliti@mitra.example',
      'Nama narahubung Sekretaris Lembaga Telepon narahubung 0331 335 204',
      'Email narahubung sekretaris@lppm.example',
    ],
    'Lembar pengantar surat permohonan': [
      `Perihal ${letter.subject} Diterima tanggal Senin, 26 April 2027, 07.45 WIB Didaftarkan oleh Staf Humas`,
    ],
    'Lembar disposisi': [
      `Keputusan Dikembalikan Batas waktu Instruksi Catatan ${reason}`,
      'Nomor agenda 311/WR3 Sifat Keputusan Disetujui Batas waktu Instruksi Catatan Diterima sekretariat.',
      'Dari Wakil Rektor III Kepada Kepala BPKH Nomor agenda Sifat Segera',
      'Instruksi Mohon difasilitasi.',
      'Dari Kepala BPKH Kepada Koordinator PKIH Nomor agenda Sifat Biasa',
      'Instruksi Siarkan di kanal universitas.',
      'Dari Koordinator PKIH Kepada Wakil Koordinator Humas Nomor agenda Sifat Penting',
      'Instruksi Dua kamera, satu operator.',
      'Instruksi Uji siaran sehari sebelumnya.',
    ],
    'Jadwal uji koneksi': [
      'Uji koneksi Kamis, 29 April 2027, 11.30–12.30 WIB Kamera 1, Kamera 2, Tripod 1, Tripod 2, USB capture 1, Staf Humas',
    ],
    'Laporan pelaksanaan layanan': [
      'Peralatan yang disiapkan Kamera × 2, Tripod × 2, USB capture × 1, PC, Laptop × 1',
      'Catatan kebutuhan Kamera kedua untuk panel.',
      'USB capture siap Tripod siap Kabel siap',
      'Menjamu tamu kementerian.',
    ],
  });
});
