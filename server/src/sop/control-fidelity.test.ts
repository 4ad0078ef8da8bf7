/** Document control, positions and lists of the six procedures against the originals' first pages. */
import type { Role } from '@sambung/contract/http';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../test/sop-parts.ts';
import { type ShippedCode, shippedCodes, shippedSop } from './index.ts';

const control = (code: ShippedCode) => documentOf(code).control;
const chapter = (code: ShippedCode, title: string) =>
  control(code).chapters.find((one) => one.title.includes(title))?.items ?? [];

function expectPosition(code: ShippedCode, key: string, title: string, roles: Role[], steps: string[]) {
  const { positions, steps: all } = documentOf(code);
  expect(positions.find((one) => one.key === key)).toMatchObject({ title, roles });
  expect(all.filter(({ position }) => position === key).map((step) => step.key)).toEqual(steps);
}

describe('positions', () => {
  it('[UNSRI-04] has the position Tim ICT: unsri-fixed', () =>
    expectPosition(
      'unsri-fixed',
      'tim-ict',
      'Tim ICT',
      ['technician'],
      ['profile', 'connection-test', 'conduct', 'finish'],
    ));
  it('[UNSRI-06] has the position Ketua ICT: unsri-fixed', () =>
    expectPosition('unsri-fixed', 'ketua-ict', 'Ketua ICT', ['approver'], ['disposition']));
  it('[UNSRI-06] has the position Ketua ICT: unsri-venue', () =>
    expectPosition('unsri-venue', 'ketua-ict', 'Ketua ICT', ['approver'], ['disposition', 'final-approval']));
  it('[UNSRI-07] has the position Admin Video Conference ICT: unsri-fixed', () =>
    expectPosition('unsri-fixed', 'admin-vc', 'Admin Video Conference ICT', ['technician', 'admin'], []));
  it('[BATAN-01] has the position Pengguna: batan', () =>
    expectPosition('batan', 'pengguna', 'Pengguna', ['requester'], []));
  it('[BATAN-02] has the position Administrator Jaringan Komputer: batan', () =>
    expectPosition(
      'batan',
      'administrator',
      'Administrator Jaringan Komputer',
      ['technician'],
      ['preparation', 'functional-test', 'conduct', 'test-report', 'execution-report'],
    ));
  it('[BATAN-03] has the position Kasubbid PJ: batan', () =>
    expectPosition('batan', 'kasubbid-pj', 'Kasubbid PJ', ['approver'], ['instruction']));
  it('[BATAN-04] has the position Kabid PJKKD: batan', () =>
    expectPosition('batan', 'kabid-pjkkd', 'Kabid PJKKD', ['approver'], ['division-disposition']));
  it('[BATAN-05] has the position Ka. PPIKSN: batan', () =>
    expectPosition('batan', 'ka-ppiksn', 'Ka. PPIKSN', ['approver'], ['approval']));
  it('[BATAN-06] has the position Admin Kawasan Lain: batan', () =>
    expectPosition('batan', 'admin-kawasan-lain', 'Admin Kawasan Lain', ['technician'], []));
  it('[BATAN-07] has the position Petugas Layanan: batan', () =>
    expectPosition('batan', 'petugas-layanan', 'Petugas Layanan', ['technician'], []));
  it('[BATAN-08] has the position Ka. Unit Jaminan Mutu: batan', () =>
    expectPosition('batan', 'ka-ujm', 'Ka. Unit Jaminan Mutu', ['admin'], []));
  it('[BATAN-08] has the position Pengelola Dokumen/UJM: batan', () =>
    expectPosition('batan', 'pengelola-dokumen', 'Pengelola Dokumen/UJM', ['admin'], []));
  it('[KALTARA-01] has the position OPD selaku pemohon: kaltara', () =>
    expectPosition('kaltara', 'opd', 'OPD selaku pemohon', ['requester'], []));
  it('[KALTARA-03] has the position Kepala Dinas: kaltara', () =>
    expectPosition('kaltara', 'kepala-dinas', 'Kepala Dinas', ['approver'], ['office-disposition']));
  it('[KALTARA-04] has the position Kepala Bidang Aplikasi Informatika: kaltara', () =>
    expectPosition(
      'kaltara',
      'kepala-bidang',
      'Kepala Bidang Aplikasi Informatika',
      ['approver'],
      ['division-disposition'],
    ));
  it('[KALTARA-05] has the position Tim Teknis (Seksi Aplikasi Informatika): kaltara', () =>
    expectPosition(
      'kaltara',
      'tim-teknis',
      'Tim Teknis (Seksi Aplikasi Informatika)',
      ['technician'],
      ['preparation', 'trial', 'conduct', 'report', 'evaluation'],
    ));
  it('[KALTARA-06] has the position Tim Koordinasi SPBE: kaltara', () =>
    expectPosition('kaltara', 'tim-koordinasi-spbe', 'Tim Koordinasi SPBE', ['approver'], []));
  it('[UNEJ-01] has the position Pemohon: unej', () => expectPosition('unej', 'pemohon', 'Pemohon', ['requester'], []));
  it('[UNEJ-02] has the position Wakil Rektor III: unej', () =>
    expectPosition('unej', 'wr-iii', 'Wakil Rektor III', ['approver'], ['receipt', 'bureau-instruction']));
  it('[UNEJ-03] has the position Kepala BPKH: unej', () =>
    expectPosition('unej', 'kepala-bpkh', 'Kepala BPKH', ['approver'], ['coordinator-instruction']));
  it('[UNEJ-04] has the position Koordinator PKIH: unej', () =>
    expectPosition('unej', 'koordinator-pkih', 'Koordinator PKIH', ['approver'], ['humas-instruction']));
  it('[UNEJ-05] has the position Wakil Koordinator Humas: unej', () =>
    expectPosition('unej', 'wakor-humas', 'Wakil Koordinator Humas', ['approver'], ['assignment']));
  it('[UNEJ-06] has the position Staf Humas: unej', () =>
    expectPosition(
      'unej',
      'staf-humas',
      'Staf Humas',
      ['technician'],
      ['preparation', 'connection-test', 'conduct', 'archive'],
    ));
  it('[DEMAK-01] has the position OPD: demak', () => expectPosition('demak', 'opd', 'OPD', ['requester'], []));
  it('[DEMAK-02] has the position Pimpinan: demak', () =>
    expectPosition('demak', 'pimpinan', 'Pimpinan', ['approver'], ['leader-disposition']));
  it('[DEMAK-03] has the position Sub Koordinator Sistem dan Program Aplikasi: demak', () =>
    expectPosition(
      'demak',
      'sub-koor-spa',
      'Sub Koordinator Sistem dan Program Aplikasi',
      ['approver'],
      ['assignment'],
    ));
  it('[DEMAK-04] has the position Pelaksana / Operator Command Center: demak', () =>
    expectPosition(
      'demak',
      'operator-cc',
      'Pelaksana / Operator Command Center',
      ['technician'],
      ['schedule-recap', 'host', 'preparation', 'connection-test', 'recording', 'documentation', 'finish'],
    ));
  it('[DEMAK-06] has the position Kepala Dinas: demak', () =>
    expectPosition('demak', 'kepala-dinas', 'Kepala Dinas', ['approver'], []));

  it('[DEMAK-05] shares ID and password with the clients, who need no account', () => {
    expect(documentOf('demak').positions.map(({ title }) => title)).not.toContain('client');
    expect(documentOf('demak').steps.find(({ key }) => key === 'host')?.effects).toContain('share-meeting');
  });

  it('[X-04] has a superior to be told for everybody below the top of each chain', () => {
    const tops = Object.fromEntries(
      shippedCodes.map((code) => {
        const { positions, steps } = documentOf(code);
        const working = positions.filter(({ key }) => steps.some(({ position }) => position === key));
        return [code, working.filter(({ superior }) => superior === undefined).map(({ key }) => key)];
      }),
    );
    expect(tops).toEqual({
      'unsri-fixed': ['ketua-ict'],
      'unsri-venue': ['ketua-ict'],
      batan: ['ka-ppiksn'],
      kaltara: ['kepala-dinas'],
      unej: ['wr-iii'],
      demak: [],
    });
  });

  it('[X-31] names no official anywhere: the people who signed the originals are positions', () => {
    for (const code of shippedCodes) {
      expect(shippedSop(code).source).not.toMatch(
        /\b(NIP\.|N\.P\.|S\.Sos|S\.H\.|SH\.,|M\.H\.|A\.Md|Drs\.|Dra\.|Ir\.) /,
      );
      for (const { position } of control(code).signOff) expect(position).toMatch(/^(Kepala|Ka\.?|Pranata) /i);
    }
  });
});

describe('document control', () => {
  it('[BATAN-33] is BATAN’s: number, revision and issue, date of validity', () => {
    expect(control('batan')).toMatchObject({
      number: '236.002/IF 03 01/ISN.2.1',
      title: 'Layanan Video Konferensi',
      revision: '2/1',
      effectiveOn: '28.06.2018',
    });
  });

  it('[BATAN-34] prints BATAN’s line of confidentiality', () => {
    expect(control('batan').confidentiality).toBe(
      'Dilarang mengcopy/memperbanyak dokumen ini tanpa sepengetahuan dan izin tertulis dari PPIKSN',
    );
  });

  it('[BATAN-35] keeps the change log, nine numbered copies and five signatures', () => {
    const { changes, distribution, signOff } = control('batan');
    expect(changes).toEqual([
      {
        number: '1',
        chapter: '6.0 SOP',
        change: 'Merubah alur layanan Video Konferensi sebagaimana Alur terlampir dalam SOP',
        effective: '28-06-2018',
      },
    ]);
    expect(distribution).toHaveLength(9);
    expect(distribution.at(0)).toBe('1: Ka. PPIKSN');
    expect(distribution.at(-1)).toBe('9/Asli: Pengelola Dokumen/UJM');
    expect(signOff.map(({ role, date }) => `${role} ${date}`)).toEqual([
      'Disiapkan 21-06-2018',
      'Disiapkan 21-06-2018',
      'Diperiksa 25-06-2018',
      'Diverifikasi 26-06-2018',
      'Disahkan 28-06-2018',
    ]);
  });

  it('[BATAN-37] refers to the circular on information security', () => {
    expect(control('batan').legalBasis[0]?.items.join(' ')).toContain('05/SE/M.KOMINFO/07/2011');
    expect(chapter('batan', 'Referensi')).toHaveLength(5);
  });

  it('[BATAN-36] defines a video conference as two-way and simultaneous', () => {
    expect(chapter('batan', 'Definisi')[0]).toContain('dua arah audio dan video secara bersamaan');
  });

  it('[KALTARA-20] allows Kaltara’s number with its empty beginning, and its dates', () => {
    expect(control('kaltara')).toMatchObject({
      number: '/ SOP-KOMINFO / DISKOMINFO.1 / 2022',
      madeOn: '30 Mei 2022',
      revisedOn: '',
      endorsedOn: '30 Mei 2022',
      endorsedBy: 'Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian',
    });
  });

  it('[X-33] keeps both of Kaltara’s lists of legal basis, which differ', () => {
    const [cover, chapterC] = control('kaltara').legalBasis;
    expect([cover?.title, cover?.items.length]).toEqual(['Dasar hukum', 6]);
    expect([chapterC?.title, chapterC?.items.length]).toEqual(['C. Dasar hukum', 7]);
    expect(cover?.items.filter((item) => chapterC?.items.includes(item))).toHaveLength(2);
  });

  it('[X-33] has of every document its number, dates, author, legal basis, warning and records as printed', () => {
    const facts = Object.fromEntries(
      shippedCodes.map((code) => {
        const { number, madeOn, revisedOn, changedOn, legalBasis, warnings, qualifications, recordKeeping } =
          control(code);
        const dates = [madeOn, revisedOn, changedOn].filter(Boolean).join(', ');
        const counts = [legalBasis.flatMap(({ items }) => items), warnings, qualifications, recordKeeping];
        return [code, [number, dates, ...counts.map(({ length }) => length)]];
      }),
    );
    expect(facts).toEqual({
      'unsri-fixed': ['', '', 0, 2, 0, 4],
      'unsri-venue': ['', '', 0, 2, 0, 5],
      batan: ['236.002/IF 03 01/ISN.2.1', '', 3, 0, 1, 1],
      kaltara: ['/ SOP-KOMINFO / DISKOMINFO.1 / 2022', '30 Mei 2022', 13, 1, 3, 2],
      unej: ['SOP PKIH HUM-09', '15 Februari 2021, 11 Januari 2022, 11 Januari 2022', 4, 1, 4, 1],
      demak: ['Dinkominfo / 4 / 1 / 88', 'Februari 2022', 4, 1, 2, 2],
    });
    expect(control('unej').author).toBe('Kepala BPKH');
    expect(control('demak').endorsedBy).toBe('Kepala Dinas Komunikasi Dan Informatika Kabupaten Demak');
  });

  it('[UNSRI-88] prints UNSRI’s foot of page', () => {
    for (const code of ['unsri-fixed', 'unsri-venue'] as const)
      expect(control(code).footer).toBe(
        'ICT | NetCenter Gd. Perpustakaan Pusat Kampus Indralaya, Telp. 0711-581011, email: ict@unsri.ac.id',
      );
  });

  it('[DEMAK-20] keeps the training as what the procedure is related to', () => {
    expect(control('demak').related).toHaveLength(1);
    expect(control('demak').related[0]).toMatch(/^Bimbingan Teknis Aplikasi \/ Website/);
  });

  it('[DEMAK-17] warns that a late facilitation hampers the service', () => {
    expect(control('demak').warnings).toEqual([
      'Fasilitasi Video Conference terselesaikan sesuai jadwal; apabila tidak sesuai maka akan menghambat pelayanan',
    ]);
  });

  it('[DEMAK-15] keeps recap and documentation as the procedure’s records', () => {
    expect(control('demak').recordKeeping).toEqual(['Rekap Jadwal Vidcon', 'Dokumentasi Vidcon']);
  });
});

describe('equipment and qualification', () => {
  /** The list of the first page and what the steps' checklists add. */
  const everything = (code: ShippedCode) => [
    ...control(code).equipment,
    ...documentOf(code).steps.flatMap(({ checklist }) => checklist.map(({ name }) => name.id)),
  ];

  it('[BATAN-10] is a video conference set, and people who can handle it', () => {
    expect(control('batan').equipment).toEqual(['Seperangkat video conference']);
    expect(control('batan').qualifications).toEqual([
      'Pelaksana telah mampu dan paham dalam proses pengelolaan Video Konferensi',
    ]);
  });

  it('[KALTARA-07] covers the union of list and steps', () => {
    expect(everything('kaltara')).toEqual(
      expect.arrayContaining([
        'Jaringan Internet',
        'Modem dan Access Point',
        'Laptop',
        'Peralatan video conference',
        'Peralatan audio',
        'Handphone/telepon',
        'Ruang rapat',
        'Komputer',
        'Printer',
        'Alat Komunikasi',
      ]),
    );
  });

  it('[KALTARA-08] asks for three skills of the technical team', () => {
    expect(control('kaltara').qualifications).toHaveLength(3);
    expect(documentOf('kaltara').positions.find(({ key }) => key === 'tim-teknis')?.skills).toHaveLength(3);
  });

  it('[UNEJ-07] covers Jember’s list and the steps’ cables and phone', () => {
    expect(control('unej').equipment).toEqual(['PC, Laptop', 'Kamera', 'Tripod', 'USB capture', 'Jaringan Internet']);
    expect(everything('unej')).toEqual(expect.arrayContaining(['Kabel', 'Komputer/HP']));
  });

  it('[UNEJ-08] asks four duties of whoever carries it out', () => {
    expect(control('unej').qualifications).toEqual([
      'Menerima permohonan Video Konferen dari pemohon;',
      'Mengidentifikasi Kebutuhan Video Konferen Kegiatan;',
      'Mampu melakukan komunikasi dua arah untuk kegiatan Konferen;',
      'Mendokumentasikan kegiatan.',
    ]);
  });

  it('[DEMAK-07] covers Demak’s list and its step 4', () => {
    expect(control('demak').equipment).toEqual(['Aplikasi MIPP', 'Komputer', 'Server', 'Peralatan Video Conference']);
    expect(everything('demak')).toEqual(
      expect.arrayContaining(['Kamera Logitech', 'Speaker dan Extender Mic Polycom', 'Laptop', 'TV Wall']),
    );
  });
});
