/** The six procedures' steps against the tables of the original documents: who, with what, in what time, to what end. */
import type { StepDecision } from '@sambung/contract/sop';
import { describe, expect, it } from 'vitest';
import { documentOf, fieldOf, kelengkapanOf, stepOf, timeOf } from '../../test/sop-parts.ts';
import { standardsBefore } from '../request/filing-rules.ts';
import { checkSource, type ShippedCode, shippedCodes, shippedSop, stepsBefore } from './index.ts';

interface Row {
  key: string;
  number?: string;
  /** Begins the step's name, in the original's words. */
  name: string;
  position: string;
  time: string | null;
  needs?: string[];
  output: string;
  decisions: StepDecision[];
}

const chain: StepDecision[] = ['dispose', 'return', 'reject'];

function expectStep(code: ShippedCode, row: Row) {
  const step = stepOf(code, row.key);
  const position = documentOf(code).positions.find(({ key }) => key === step.position)?.title ?? step.position;
  expect({
    number: step.number,
    name: step.name.id.slice(0, row.name.length),
    position,
    time: timeOf(step),
    needs: kelengkapanOf(step),
    output: step.output.id,
    decisions: step.decisions,
  }).toEqual({
    number: row.number,
    name: row.name,
    position: row.position,
    time: row.time,
    needs: row.needs ?? [],
    output: row.output,
    decisions: row.decisions,
  });
}

/** A question that the check of the connection ends with: only yes lets it pass. */
function expectYes(key: string) {
  const form = stepOf('unsri-fixed', 'connection-test').form ?? '';
  expect(fieldOf('unsri-fixed', form, key)).toMatchObject({ type: 'boolean', required: true, mustBe: true });
}

/** The steps in the order of the flow are the steps in the order of the text. */
const keysOf = (code: ShippedCode) => documentOf(code).steps.map(({ key }) => key);
const follows = (code: ShippedCode, after: string, before: string) =>
  expect(stepsBefore(documentOf(code).steps, after).has(before), `${after} after ${before}`).toBe(true);

describe('UNSRI', () => {
  it('[UNSRI-76] has the row of the original: request', () =>
    expectStep('unsri-fixed', {
      key: 'request',
      name: 'Mulai: pemohon mengisi formulir',
      position: 'requester',
      time: null,
      output: 'Formulir terisi',
      decisions: ['complete'],
    }));

  it('[UNSRI-77] has the row of the original: submission', () =>
    expectStep('unsri-fixed', {
      key: 'submission',
      name: 'Formulir diserahkan ke ICT',
      position: 'requester',
      time: null,
      needs: ['Formulir permohonan'],
      output: 'Permohonan terdaftar',
      decisions: ['complete'],
    }));

  it('[UNSRI-93] has the row of the original: disposition', () =>
    expectStep('unsri-fixed', {
      key: 'disposition',
      name: 'Disposisi Ketua ICT',
      position: 'Ketua ICT',
      time: '1 days from step-start',
      needs: ['Permohonan terdaftar'],
      output: 'Disposisi dan petugas teknis',
      decisions: ['assign', 'approve', 'return', 'reject'],
    }));

  it('[UNSRI-78] has the row of the original: connection-test', () =>
    expectStep('unsri-fixed', {
      key: 'connection-test',
      name: 'ICT mengecek kondisi koneksi dan perangkat video antara host dan audiens',
      position: 'Tim ICT',
      time: '30 minutes from event-start',
      needs: [
        'Formulir profil dari institusi/client',
        'Ruang dipesan 1 jam di kedua pihak',
        'Fixed IP-Address (IP Public)',
        'Perangkat video host dan audiens',
      ],
      output: 'Laporan pengukuran',
      decisions: ['complete', 'fail'],
    }));

  it('[UNSRI-81] has the row of the original: finish', () =>
    expectStep('unsri-fixed', {
      key: 'finish',
      name: 'Selesai',
      position: 'Tim ICT',
      time: null,
      needs: ['Pelaksanaan teleconference'],
      output: 'Certified / Not Certified; catatan TEST CALL dan ACTUAL CALL terisi',
      decisions: ['complete'],
    }));

  it('[UNSRI-79] lets the check end only with yes: connected', () => expectYes('connected'));
  it('[UNSRI-80] lets the check end only with yes: sound-at-audience', () => expectYes('sound-at-audience'));
  it('[UNSRI-80] lets the check end only with yes: video-at-audience', () => expectYes('video-at-audience'));
  it('[UNSRI-80] lets the check end only with yes: sound-at-host', () => expectYes('sound-at-host'));
  it('[UNSRI-80] lets the check end only with yes: video-at-host', () => expectYes('video-at-host'));

  it('[UNSRI-76] has the audience fill in its profile beside the disposition, before the check', () => {
    for (const code of ['unsri-fixed', 'unsri-venue'] as const) {
      expect(stepOf(code, 'submission').next).toEqual(['disposition', 'profile']);
      follows(code, 'connection-test', 'profile');
    }
  });

  it('[UNSRI-33] surveys a venue before the approval is final; a fixed place is not surveyed', () => {
    expect(stepOf('unsri-venue', 'survey')).toMatchObject({ kind: 'survey', position: 'tim-ict', form: 'survey' });
    follows('unsri-venue', 'final-approval', 'survey');
    expect(stepOf('unsri-venue', 'final-approval').effects).toContain('create-meeting');
    expect(stepOf('unsri-venue', 'disposition').effects).not.toContain('create-meeting');
    expect(documentOf('unsri-fixed').steps.some(({ kind }) => kind === 'survey')).toBe(false);
  });

  it('[UNSRI-11] takes up the warning that deviations must be answered for, and answers it with deviations', () => {
    expect(documentOf('unsri-fixed').control.warnings).toEqual([
      'Pelaksana tugas bertanggung jawab atas pelaksanaan aktivitas yang telah dibakukan dan ditetapkan.',
      'Segala bentuk penyimpangan atas mutu baku terkait perlengkapan, waktu maupun output dikategorikan sebagai bentuk kegagalan yang harus dipertanggungjawabkan oleh pelaksana tugas.',
    ]);
    for (const { breach } of documentOf('unsri-fixed').steps) expect(breach).toBe('deviation');
  });
});

describe('BATAN', () => {
  it('[BATAN-26] has the row of the original: request', () =>
    expectStep('batan', {
      key: 'request',
      number: '1',
      name: 'Mengajukan permohonan layanan Video Konferensi melalui Aplikasi SITP/Telp/e-mail/formulir',
      position: 'requester',
      time: '5 minutes from step-start',
      needs: ['Permohonan Layanan VC'],
      output: 'Rekaman Permohonan Layanan VC',
      decisions: ['complete'],
    }));

  it('[BATAN-27] has the row of the original: approval', () =>
    expectStep('batan', {
      key: 'approval',
      number: '2',
      name: 'Menyetujui permohonan Layanan Video Konferensi dan mendisposisikan ke Ka. Bid PJKKD',
      position: 'Ka. PPIKSN',
      time: '1 hours from step-start',
      needs: ['Rekaman Permohonan Layanan VC'],
      output: 'Persetujuan Layanan VC dan disposisi',
      decisions: chain,
    }));

  it('[BATAN-28] has the row of the original: division-disposition', () =>
    expectStep('batan', {
      key: 'division-disposition',
      number: '3',
      name: 'Mendisposisikan kepada Ka. Sub Bid Pengelolaan Jaringan',
      position: 'Kabid PJKKD',
      time: '1 hours from step-start',
      needs: ['Persetujuan Layanan VC dan disposisi'],
      output: 'Disposisi Ka. Bid PJKKD',
      decisions: chain,
    }));

  it('[BATAN-29] has the row of the original: instruction', () =>
    expectStep('batan', {
      key: 'instruction',
      number: '4',
      name: 'Menginstruksikan kepada Staf Pengelola Jaringan (Admin) untuk menyiapkan dan uji coba peralatan',
      position: 'Kasubbid PJ',
      time: '1 hours from step-start',
      needs: ['Disposisi Ka. Bid PJKKD'],
      output: 'Instruksi ke admin jaringan untuk tindaklanjuti',
      decisions: ['assign', 'return'],
    }));

  it('[BATAN-30] has the row of the original: preparation', () =>
    expectStep('batan', {
      key: 'preparation',
      number: '5',
      name: 'Melakukan Pemasangan Perangkat Video Konferensi serta koordinasi dengan Admin Kawasan Lain',
      position: 'Administrator Jaringan Komputer',
      time: '2 hours from setup-start',
      needs: ['Instruksi Ka. Sub Bid PJ', 'Peralatan VC: seperangkat video conference'],
      output: 'Layanan VC siap digunakan',
      decisions: ['complete', 'fail'],
    }));

  it('[BATAN-31] has the row of the original: test-report', () =>
    expectStep('batan', {
      key: 'test-report',
      number: '6',
      name: 'Melaporkan Hasil Uji Coba Perangkat Video Konferensi Kepada Ka. Sub Bid Pengelola Jaringan',
      position: 'Administrator Jaringan Komputer',
      time: '1 days from step-start',
      needs: ['Layanan VC siap digunakan'],
      output: 'Dokumen/laporan hasil uji coba',
      decisions: ['complete'],
    }));

  it('[BATAN-39] lets the Kabid return or reject what Ka. PPIKSN approved; the meeting is made after both', () => {
    follows('batan', 'division-disposition', 'approval');
    expect(stepOf('batan', 'division-disposition').decisions).toEqual(expect.arrayContaining(['return', 'reject']));
    expect(stepOf('batan', 'approval').effects).toEqual([]);
    expect(stepOf('batan', 'division-disposition').effects).toContain('create-meeting');
  });

  it('[BATAN-42] holds the conference between test and reports, one before and one after the event', () => {
    expect(stepOf('batan', 'functional-test').next).toEqual(['conduct', 'test-report']);
    follows('batan', 'execution-report', 'conduct');
    follows('batan', 'execution-report', 'test-report');
    expect(timeOf(stepOf('batan', 'execution-report'))).toBe('1 days from event-end');
    expect(stepsBefore(documentOf('batan').steps, 'test-report').has('conduct')).toBe(false);
  });

  it('[BATAN-38] lets a refused, incomplete or failed case go the way it needs', () => {
    for (const key of ['approval', 'division-disposition'])
      expect(stepOf('batan', key).decisions).toEqual(expect.arrayContaining(['return', 'reject']));
    for (const key of ['preparation', 'functional-test']) expect(stepOf('batan', key).decisions).toContain('fail');
    expect(documentOf('batan').positions.find(({ key }) => key === 'administrator')?.superior).toBe('kasubbid-pj');
  });
});

describe('Kaltara', () => {
  it('[KALTARA-09] has the row of the original: office-disposition', () =>
    expectStep('kaltara', {
      key: 'office-disposition',
      number: '1',
      name: 'Disposisi Kepala Dinas kepada Kepala Bidang',
      position: 'Kepala Dinas',
      time: '60 minutes from step-start',
      needs: ['Surat Permohonan', 'Lembar Disposisi'],
      output: 'Surat permohonan yang telah didisposisi Kepala Dinas',
      decisions: chain,
    }));

  it('[KALTARA-10] has the row of the original: division-disposition', () =>
    expectStep('kaltara', {
      key: 'division-disposition',
      number: '2',
      name: 'Kepala Bidang Aplikasi Informatika menerima disposisi surat dan meneruskan permintaan vidcon kepada tim teknis',
      position: 'Kepala Bidang Aplikasi Informatika',
      time: '60 minutes from step-start',
      needs: ['Surat Permohonan yang telah didisposisi Kepala Dinas'],
      output: 'Surat Permohonan yang telah didisposisi Kepala Bidang',
      decisions: ['assign', 'return', 'reject'],
    }));

  it('[KALTARA-12] has the row of the original: report', () =>
    expectStep('kaltara', {
      key: 'report',
      number: '4',
      name: 'Melaporkan hasil pelaksanaan vidcon serta menyampaikannya kepada atasan',
      position: 'Tim Teknis (Seksi Aplikasi Informatika)',
      time: '180 minutes from event-end',
      needs: ['Pelaksanaan vidcon', 'Komputer', 'Printer'],
      output: 'Laporan hasil pelaksanaan vidcon',
      decisions: ['complete'],
    }));

  it('[KALTARA-11] coordinates, checks the place and tries out within 150 minutes', () => {
    const step = stepOf('kaltara', 'preparation');
    expect(timeOf(step)).toBe('150 minutes from setup-start');
    expect(step.output.id).toBe('Ruang rapat yang siap dipakai; peralatan vidcon yang siap digunakan');
    expect(kelengkapanOf(step)).toEqual(
      expect.arrayContaining([
        'Peralatan vidcon',
        'Alat komunikasi (handphone/telepon)',
        'Jaringan internet',
        'Ruang rapat',
      ]),
    );
    expect(documentOf('kaltara').policies.holds.setupMinutes).toBe(150);
    expect(stepOf('kaltara', 'trial')).toMatchObject({ kind: 'test', number: '3' });
  });

  it('[KALTARA-14, KALTARA-15] checks place and equipment, and speaks with the applying office, before every event', () => {
    follows('kaltara', 'conduct', 'preparation');
    const { form = '', checklist, optional } = stepOf('kaltara', 'preparation');
    expect(optional).toBe(false);
    expect(checklist.map(({ key }) => key)).toContain('location-checked');
    expect(checklist.every(({ required }) => required)).toBe(true);
    expect(fieldOf('kaltara', form, 'location-fit')).toMatchObject({ type: 'choice', required: true });
    expect(fieldOf('kaltara', form, 'coordinated-with')).toMatchObject({ type: 'text', required: true });
  });

  it('[KALTARA-16] ends with an evaluation of problem, cause and action', () => {
    const step = stepOf('kaltara', 'evaluation');
    follows('kaltara', 'evaluation', 'report');
    for (const key of ['problems', 'cause', 'action'])
      expect(fieldOf('kaltara', step.form ?? '', key).type).toBe('paragraph');
    expect(fieldOf('kaltara', step.form ?? '', 'problems').required).toBe(true);
  });

  it('[KALTARA-24] counts the 180 minutes of the report from the end of the event', () => {
    expect(stepOf('kaltara', 'report').time).toEqual({
      standard: { amount: 180, unit: 'minutes' },
      anchor: 'event-end',
    });
    expect(timeOf(stepOf('kaltara', 'conduct'))).toBe('during-event');
  });

  it('[KALTARA-25] warns below two dispositions and the preparation: 270 working minutes', () => {
    const minutes = standardsBefore(documentOf('kaltara')).map(({ amount, unit }) =>
      unit === 'minutes' ? amount : Number.NaN,
    );
    expect(minutes.reduce((sum, one) => sum + one, 0)).toBe(270);
    expect(documentOf('kaltara').policies.leadTime.days).toBe(0);
  });

  it('[KALTARA-21] lets a request be refused, returned, and a place or test fail', () => {
    for (const key of ['office-disposition', 'division-disposition'])
      expect(stepOf('kaltara', key).decisions).toEqual(expect.arrayContaining(['return', 'reject']));
    for (const key of ['preparation', 'trial']) expect(stepOf('kaltara', key).decisions).toContain('fail');
    expect(documentOf('kaltara').policies.outsideWorkingHours).toBe('override');
  });
});

describe('Jember', () => {
  const letter = ['Surat Permohonan video konferen'];
  it('[UNEJ-09] has the row of the original: receipt', () =>
    expectStep('unej', {
      key: 'receipt',
      number: '1',
      name: 'Menerima surat permohonan Livestreaming',
      position: 'Wakil Rektor III',
      time: '1 days from step-start',
      needs: letter,
      output: 'Lembar Disposisi',
      decisions: ['approve', 'return', 'reject'],
    }));

  it('[UNEJ-10] has the row of the original: bureau-instruction', () =>
    expectStep('unej', {
      key: 'bureau-instruction',
      number: '2',
      name: 'Memberikan Instruksi ke Kepala BPKH',
      position: 'Wakil Rektor III',
      time: '2 hours from step-start',
      needs: letter,
      output: 'Lembar Disposisi',
      decisions: chain,
    }));

  it('[UNEJ-11] has the row of the original: coordinator-instruction', () =>
    expectStep('unej', {
      key: 'coordinator-instruction',
      number: '3',
      name: 'Memberikan Instruksi ke Koordinator PKIH',
      position: 'Kepala BPKH',
      time: '1 hours from step-start',
      needs: letter,
      output: 'Lembar Disposisi',
      decisions: chain,
    }));

  it('[UNEJ-12] has the row of the original: humas-instruction', () =>
    expectStep('unej', {
      key: 'humas-instruction',
      number: '4',
      name: 'Memberikan Instruksi ke Wakil Koordinator Humas',
      position: 'Koordinator PKIH',
      time: '10 minutes from step-start',
      needs: letter,
      output: 'Lembar Disposisi',
      decisions: chain,
    }));

  it('[UNEJ-13] has the row of the original: preparation', () =>
    expectStep('unej', {
      key: 'preparation',
      number: '5',
      name: 'Petugas mengidentifikasi kebutuhan peralatan',
      position: 'Staf Humas',
      time: '30 minutes from event-start',
      needs: ['Internet', 'Kamera', 'USB capture', 'Tripod', 'Kabel', 'Komputer (PC, laptop)'],
      output: 'Peralatan siap digunakan',
      decisions: ['complete', 'fail', 'return'],
    }));

  it('[UNEJ-14] has the row of the original: archive', () =>
    expectStep('unej', {
      key: 'archive',
      number: '6',
      name: 'Petugas menyimpan hasil video konferen sebagai dokumentasi',
      position: 'Staf Humas',
      time: '1 days from event-end',
      needs: ['Pelaksanaan kegiatan video konferen', 'Komputer/HP'],
      output: 'Arsip',
      decisions: ['complete'],
    }));

  it('[UNEJ-20] has the Wakor assign the staff, inside the time of step 5', () => {
    expect(stepOf('unej', 'assignment')).toMatchObject({ kind: 'assignment', position: 'wakor-humas', time: null });
    expect(stepOf('unej', 'humas-instruction').next).toEqual(['assignment']);
    expect(stepOf('unej', 'assignment').next).toEqual(['preparation']);
  });

  it('[UNEJ-21] warns below 1 day, 2 hours, 1 hour, 10 minutes and 1 day; the test call is on unless left out', () => {
    expect(standardsBefore(documentOf('unej'))).toEqual([
      { amount: 1, unit: 'days' },
      { amount: 2, unit: 'hours' },
      { amount: 1, unit: 'hours' },
      { amount: 10, unit: 'minutes' },
      { amount: 1, unit: 'days' },
    ]);
    expect(documentOf('unej').policies.testCall.required).toBe('default-on');
    expect(stepOf('unej', 'connection-test').optional).toBe(true);
  });

  it('[UNEJ-22] is prepared 30 minutes before the event, and takes as long as the event', () => {
    expect(timeOf(stepOf('unej', 'preparation'))).toBe('30 minutes from event-start');
    expect(timeOf(stepOf('unej', 'conduct'))).toBe('during-event');
  });

  it('[UNEJ-16] stores results within a day after the event as the archive of the activity', () => {
    expect(documentOf('unej').policies.recording).toBe('archive');
    expect(documentOf('unej').control.recordKeeping).toEqual(['Disimpan sebagai data arsip kegiatan']);
    expect(timeOf(stepOf('unej', 'archive'))).toBe('1 days from event-end');
  });

  it('[UNEJ-23] lets every level return or reject, and preparation fail', () => {
    for (const key of ['receipt', 'bureau-instruction', 'coordinator-instruction', 'humas-instruction'])
      expect(stepOf('unej', key).decisions).toEqual(expect.arrayContaining(['return', 'reject']));
    expect(stepOf('unej', 'preparation').decisions).toEqual(expect.arrayContaining(['fail', 'return']));
  });
});

describe('Demak', () => {
  it('[DEMAK-08] has the row of the original: assignment', () =>
    expectStep('demak', {
      key: 'assignment',
      number: '1',
      name: 'Sub Koor SPA menugaskan Operator Command Center',
      position: 'Sub Koordinator Sistem dan Program Aplikasi',
      time: '5 minutes from step-start',
      needs: ['Surat Permohonan OPD', 'Disposisi Pimpinan'],
      output: 'Operator CC mengetahui adanya rencana kegiatan di CC',
      decisions: ['assign', 'return'],
    }));

  it('[DEMAK-09] has the row of the original: schedule-recap', () =>
    expectStep('demak', {
      key: 'schedule-recap',
      number: '2',
      name: 'Merekap jadwal rencana Video Conference',
      position: 'Pelaksana / Operator Command Center',
      time: '10 minutes from step-start',
      needs: ['File Rekap Jadwal Vidcon'],
      output: 'Jadwal Vidcon tercatat di File Rekap',
      decisions: ['complete'],
    }));

  it('[DEMAK-10] has the row of the original: host', () =>
    expectStep('demak', {
      key: 'host',
      number: '3',
      name: 'Menyiapkan Host Meeting',
      position: 'Pelaksana / Operator Command Center',
      time: '30 minutes from step-start',
      needs: ['Akun konferensi (menggantikan akun Zoom)'],
      output: 'Schedule Meeting berhasil dibuat; Id dan Password dishare kepada client',
      decisions: ['complete'],
    }));

  it('[DEMAK-11] has the row of the original: preparation', () =>
    expectStep('demak', {
      key: 'preparation',
      number: '4',
      name: 'Menyiapkan peralatan elektronik, koneksi internet dan aplikasi',
      position: 'Pelaksana / Operator Command Center',
      time: '2 hours from setup-start',
      needs: [
        'Kamera Logitech',
        'Speaker dan Extender Mic Polycom',
        'Laptop',
        'TV Wall',
        'Koneksi Internet',
        'Koneksi diutamakan dengan Kabel',
        'Aplikasi meeting (menggantikan Zoom Meeting)',
        'Perekam (menggantikan Perekam layar OBS)',
      ],
      output: 'Peralatan Video Conference siap digunakan',
      decisions: ['complete', 'fail', 'return'],
    }));

  it('[DEMAK-12] has the row of the original: recording', () =>
    expectStep('demak', {
      key: 'recording',
      number: '5',
      name: 'Merekam pelaksanaan Video Conference',
      position: 'Pelaksana / Operator Command Center',
      time: 'during-event',
      needs: ['Aplikasi meeting (menggantikan Zoom Meeting)', 'Perekam (menggantikan Perekam layar OBS)'],
      output: 'File Video hasil perekaman Vidcon',
      decisions: ['complete'],
    }));

  it('[DEMAK-13] has the row of the original: documentation', () =>
    expectStep('demak', {
      key: 'documentation',
      number: '6',
      name: 'Mendokumentasikan Kegiatan Vidcon',
      position: 'Pelaksana / Operator Command Center',
      time: '10 minutes from event-end',
      needs: ['File Video hasil perekaman Vidcon', 'Notulen', 'Foto Kegiatan'],
      output: 'File Video hasil perekaman Vidcon; Notulen; Foto Kegiatan',
      decisions: ['complete'],
    }));

  it('[DEMAK-14] has the row of the original: finish', () =>
    expectStep('demak', {
      key: 'finish',
      number: '7',
      name: 'Selesai',
      position: 'Pelaksana / Operator Command Center',
      time: null,
      needs: ['Dokumentasi Vidcon'],
      output: 'Kasus ditutup',
      decisions: ['complete'],
    }));

  it('[DEMAK-16] makes the meeting in step 3 and shares its ID and password', () => {
    expect(stepOf('demak', 'host').effects).toEqual(['create-meeting', 'share-meeting']);
    expect(fieldOf('demak', 'request', 'client-emails')).toMatchObject({ type: 'emails', binds: 'audience-emails' });
  });

  it('[DEMAK-18] prefers the cable without insisting', () => {
    const cable = stepOf('demak', 'preparation').checklist.find(({ key }) => key === 'wired-internet');
    expect(cable?.required).toBe(false);
  });

  it('[DEMAK-19] records every event', () => {
    expect(documentOf('demak').policies.recording).toBe('mandatory');
  });

  it('[DEMAK-21] begins after the disposition of the Pimpinan, for which there is no time standard', () => {
    expect(stepOf('demak', 'leader-disposition')).toMatchObject({
      position: 'pimpinan',
      time: null,
      next: ['assignment'],
    });
    const required = stepOf('demak', 'assignment').requires;
    expect(required).toMatchObject([
      { document: 'surat-permohonan', required: true },
      { document: 'disposisi-pimpinan', required: true, from: 'leader-disposition' },
    ]);
  });

  it('[DEMAK-22] asks whether the documentation was uploaded to MIPP', () => {
    expect(fieldOf('demak', stepOf('demak', 'documentation').form ?? '', 'uploaded-to-mipp').type).toBe('boolean');
  });

  it('[DEMAK-24] only warns of late documentation', () => {
    expect(stepOf('demak', 'documentation').breach).toBe('warning');
    expect(stepOf('demak', 'preparation').breach).toBe('deviation');
  });

  it('[DEMAK-25] lets broken equipment hold up the preparation, and a clash be returned', () => {
    const { decisions, checklist } = stepOf('demak', 'preparation');
    expect(decisions).toEqual(expect.arrayContaining(['fail', 'return']));
    expect(checklist.filter(({ required }) => required)).toHaveLength(7);
    expect(fieldOf('demak', 'request', 'place').required).toBe(true);
  });
});

describe('every procedure', () => {
  it.each(shippedCodes)('[X-02] says of every step who, with what, in what time and to what end: %s', (code) => {
    expect(checkSource(shippedSop(code).source).errors).toEqual([]);
    for (const step of documentOf(code).steps) {
      expect(step.output.id && step.output.en).toBeTruthy();
      expect(step.decisions.length).toBeGreaterThan(0);
      if (step.kind !== 'archive' && step.key !== 'execution-report') expect(step.next.length).toBeGreaterThan(0);
    }
    expect(keysOf(code)[0]).toBe('request');
  });

  it('[X-06] asks for seven days at UNSRI, two at BATAN, none elsewhere, and names who may let a late one in', () => {
    const leadTimes = shippedCodes.map((code) => {
      const { days, count, overrideBy } = documentOf(code).policies.leadTime;
      return `${code} ${days} ${count} ${overrideBy}`;
    });
    expect(leadTimes).toEqual([
      'unsri-fixed 7 calendar ketua-ict',
      'unsri-venue 7 calendar ketua-ict',
      'batan 2 calendar ka-ppiksn',
      'kaltara 0 calendar kepala-dinas',
      'unej 0 calendar wr-iii',
      'demak 0 calendar pimpinan',
    ]);
  });

  it('[X-11] times reports and archives from the end of the event, and the event by itself', () => {
    for (const code of shippedCodes)
      for (const step of documentOf(code).steps) {
        if (step.kind === 'conduct') expect(step.time?.anchor).toBe('during-event');
        if (['report', 'archive'].includes(step.kind) && step.key !== 'test-report' && step.time)
          expect(step.time.anchor).toBe('event-end');
      }
  });

  it('[UNSRI-89, UNSRI-90] tests a day ahead; the hour before is a way out at a fixed place, at a venue only by the Ketua ICT', () => {
    expect(documentOf('unsri-fixed').policies.testCall).toMatchObject({
      required: 'mandatory',
      slot: 'day-before',
      minutes: 60,
      atVenue: false,
      fallback: 'hour-before',
    });
    expect(documentOf('unsri-venue').policies.testCall).toMatchObject({
      required: 'mandatory',
      slot: 'day-before',
      atVenue: true,
      fallback: 'override',
      fallbackBy: 'ketua-ict',
    });
  });

  it('[X-09] sets up for two hours at BATAN and Demak and 150 minutes in Kaltara, and pre-tests for half an hour', () => {
    const holds = Object.fromEntries(shippedCodes.map((code) => [code, documentOf(code).policies.holds.setupMinutes]));
    expect(holds).toEqual({ 'unsri-fixed': 0, 'unsri-venue': 0, batan: 120, kaltara: 150, unej: 0, demak: 120 });
    for (const code of shippedCodes) expect(documentOf(code).policies.holds.preTestMinutes).toBe(30);
  });

  it('[KALTARA-13, KALTARA-22] has its own hours in Kaltara alone: until 16.00, on Fridays until 16.30, without a break', () => {
    const { week } = documentOf('kaltara').policies;
    for (const day of ['monday', 'tuesday', 'wednesday', 'thursday'] as const)
      expect(week?.[day]).toEqual([{ opens: '08:00', closes: '16:00' }]);
    expect(week?.friday).toEqual([{ opens: '08:00', closes: '16:30' }]);
    expect([week?.saturday, week?.sunday]).toEqual([[], []]);
    for (const code of shippedCodes) if (code !== 'kaltara') expect(documentOf(code).policies.week).toBeUndefined();
  });

  it('[X-05] comes by the channels its document names', () => {
    const channels = Object.fromEntries(shippedCodes.map((code) => [code, documentOf(code).channels]));
    expect(channels).toEqual({
      'unsri-fixed': ['web', 'letter', 'email'],
      'unsri-venue': ['web', 'letter', 'email'],
      batan: ['web', 'phone', 'email', 'sms', 'walk-in'],
      kaltara: ['letter', 'web'],
      unej: ['letter', 'web'],
      demak: ['letter', 'web'],
    });
  });

  it('[UNSRI-13, BATAN-09] names the addresses of its channels', () => {
    const detail = (code: ShippedCode, channel: string) =>
      documentOf(code).channelDetails.find((one) => one.channel === channel)?.detail;
    expect(detail('unsri-fixed', 'email')).toBe('ict@unsri.ac.id');
    expect(detail('unsri-fixed', 'web')).toBe('www.it-helpdesk.unsri.ac.id');
    expect(detail('batan', 'email')).toBe('layanan_batannet@batan.go.id');
    expect(detail('batan', 'web')).toBe('Aplikasi SITP');
  });
});
