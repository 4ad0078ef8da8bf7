/** Printed documents: every field of the shipped forms under its own label, fixed sentences as printed, document control, dispositions, signatures, proof. */
import type { PrintedDocumentKind } from '@sambung/contract/document';
import { signaturePathSchema } from '@sambung/contract/document';
import { describe, expect, it, test } from 'vitest';
import { phoneOf, timeOfDay } from '../../test/marked-values.ts';
import { finishedCase, pagesOf, textOf } from '../../test/printed.ts';
import { type ShippedCode, shippedCodes, shippedSop } from '../sop/index.ts';
import { printFacts } from './assemble.ts';
import type { CaseFacts } from './case-facts.ts';
import { contentHash, existingDocuments } from './documents.ts';
import { printValue } from './field-value.ts';
import { renderPdf } from './pdf.ts';
import type { SignatureFacts } from './printing.ts';
import { printPeriod } from './when.ts';

interface More {
  language?: 'id' | 'en';
  signatures?: SignatureFacts[];
  changes?: Partial<CaseFacts>;
}
async function pdfOf(
  code: ShippedCode,
  document: PrintedDocumentKind,
  { language = 'id', signatures = [], changes }: More = {},
) {
  const facts = finishedCase(code, changes);
  const proofUrl = 'https://konferensi.example/proof/ABCDEFGHJKLMNPQRSTUV';
  const createdAt = new Date('2026-12-02T00:00:00Z');
  return await renderPdf(
    printFacts(facts, { document, language, signatures, pictures: {}, logo: null, proofUrl, createdAt }),
  );
}
const timeOnPaper = (mark: string) => timeOfDay(mark).replace(':', '.');
const texts = new Map<string, string>();
async function text(code: ShippedCode, document: PrintedDocumentKind, more: More = {}): Promise<string> {
  const key = `${code} ${document} ${JSON.stringify(more)}`;
  const known = texts.get(key) ?? textOf(await pdfOf(code, document, more));
  texts.set(key, known);
  return known;
}

describe('FM 001 of BATAN', () => {
  it.each([
    ['BATAN-11', 'Email layanan_batannet@batan.go.id'],
    ['BATAN-12', 'Tanggal 20 November 2026'],
    ['BATAN-13', 'Nama Isian name'],
    ['BATAN-14', 'Nip Isian employee-number'],
    ['BATAN-15', 'Email email@contoh.example'],
    ['BATAN-16', 'Unit Kerja Isian unit'],
    ['BATAN-17', 'Kegiatan/ Tanggal Isian activity 1 Desember 2026'],
    [
      'BATAN-18',
      'Pelaksanaan Video Konferensi Selasa, 1 Desember 2026, 09.00–11.00 WIB Ruang Contoh Gedung venue Isian execution-notes',
    ],
    ['BATAN-19', 'Media Email/SMS/Telp/Datang langsung'],
    ['BATAN-20', 'PETUGAS LAYANAN Nama Teknisi Contoh'],
    ['BATAN-21', 'Laporan Pelaksanaan Video Konferensi Isian report'],
    ['BATAN-22', 'Hasil Tidak terlaksana Isian result-notes'],
    ['BATAN-23', 'Isian signing-place, 1 Desember 2026'],
    ['BATAN-25', '*) Permohonan/Permintaan dikirim minimum 2 hari sebelum pelaksanaan kegiatan'],
  ])('[%s] prints “%s”', async (_id, words) => expect(await text('batan', 'service-report')).toContain(words));

  it('[BATAN-24, X-20] has two places to sign, with the signed names, place, date and hash of what was signed', async () => {
    expect(await text('batan', 'service-report')).toMatch(/PETUGAS PENGGUNA|PETUGAS \( \.+ \) PENGGUNA \( \.+ \)/);
    const contentHash_ = contentHash('service-report', finishedCase('batan'));
    const signed = (side: 'officer' | 'user', signerName: string): SignatureFacts => ({
      side,
      signerName,
      placeName: 'Jakarta',
      signedAt: new Date('2026-12-01T05:00:00Z'),
      mark: side === 'officer' ? { kind: 'typed' } : { kind: 'drawn', svgPath: 'M20 150L100 30L180 160' },
      contentHash: contentHash_,
    });
    const printed = await text('batan', 'service-report', {
      signatures: [signed('officer', 'Petugas Satu'), signed('user', 'Pengguna Dua')],
    });
    expect(printed).toContain('( Petugas Satu )');
    expect(printed).toContain('( Pengguna Dua )');
    expect(printed).toContain('Ditandatangani Selasa, 1 Desember 2026, 12.00 WIB (tanda tangan gambar)');
    expect(printed).toContain(`SHA-256 ${contentHash_.slice(0, 32)}`);
  });

  it('[X-32] keeps headings and fixed sentences as they are printed, also on an English print', async () => {
    for (const language of ['id', 'en'] as const) {
      const printed = await text('batan', 'service-report', { language });
      for (const words of [
        'PERMINTAAN PENGGUNA',
        'PETUGAS LAYANAN',
        'Mohon bantuan untuk disiapkan peralatan video konferensi',
      ]) {
        expect(printed).toContain(words);
      }
    }
    const profile = await text('unsri-fixed', 'site-profile');
    expect(profile).toContain('CLIENT INFORMATION (to be completed by client)');
    expect(profile).toContain('NOTES ON THE VIDEO CONFERENCE (to be completed by ICT)');
  });

  it('[BATAN-33, X-33] carries number, revision, effective date, page of pages and form code on every page', async () => {
    const pages = pagesOf(await pdfOf('batan', 'service-report'));
    expect(pages.length).toBeGreaterThan(1);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('No. : 236.002/IF');
      expect(page).toContain('No. Revisi/Terbitan : 2/1');
      expect(page).toContain('Tanggal Berlaku : 28.06.2018');
      expect(page).toContain(`Halaman : ${index + 1} dari ${pages.length}`);
    }
    expect(pages[0]).toContain('FM 001 SOP 236.002/IF 03.01/ISN 2.1');
  });

  it('[BATAN-34] carries the confidentiality line on every page', async () => {
    for (const page of pagesOf(await pdfOf('batan', 'service-report'))) {
      expect(page).toContain(
        'Dilarang mengcopy/memperbanyak dokumen ini tanpa sepengetahuan dan izin tertulis dari PPIKSN',
      );
    }
  });

  it('crosses out the media that were not used, and none while nothing is known', async () => {
    const strikes = async (channel: CaseFacts['channel']) =>
      (await pdfOf('batan', 'request', { changes: { channel } })).length;
    expect(await strikes('phone')).not.toBe(await strikes('web'));
  });
});

describe('the client site profile of UNSRI', () => {
  it.each([
    ['UNSRI-42', 'Company Name Isian company-name'],
    ['UNSRI-43', 'Address Isian address'],
    [
      'UNSRI-44',
      'City, State, Country: City Isian city City, State, Country: State Isian state City, State, Country: Country Isian country',
    ],
    ['UNSRI-45', 'Room Name or Number Isian room'],
    ['UNSRI-46', 'Videoconferencing System Manufacturer and Model Isian system-model'],
    ['UNSRI-47', 'Software Version Isian software-version'],
    [
      'UNSRI-48',
      'Bridge Manufacturer If applicable (Cascading must be supported, Codec connection required to test successful audio and video exchange.) Isian bridge-manufacturer',
    ],
    ['UNSRI-49', 'IP Address (Must be publicly routable, AES encryption required) 203.0.113.7, 2001:db8::7'],
    ['UNSRI-50', 'Maximum Bandwidth (IP) unduh 20000 kbit/s, unggah 10000 kbit/s'],
    ['UNSRI-51', `ISDN Bonding Number (Including Country Code) ${phoneOf('isdn-number')}`],
    ['UNSRI-52', 'Maximum Bandwidth (ISDN) 118'],
    ['UNSRI-53', 'Name of Technical Contact Isian contact-name-uji Isian contact-name-acara'],
    ['UNSRI-54', 'Title Isian contact-title-uji Isian contact-title-acara'],
    ['UNSRI-55', `Office Phone ${phoneOf('office-phone-uji')} ${phoneOf('office-phone-acara')}`],
    ['UNSRI-56', `Mobile Phone ${phoneOf('mobile-phone-uji')} ${phoneOf('mobile-phone-acara')}`],
    ['UNSRI-57', `VC Room Phone ${phoneOf('room-phone-uji')} ${phoneOf('room-phone-acara')}`],
    ['UNSRI-58', 'E-mail contact-email-uji@contoh.example contact-email-acara@contoh.example'],
    ['UNSRI-59', 'Yahoo Messenger Isian instant-message-uji Isian instant-message-acara'],
    ['UNSRI-60', 'Date (1) 1 Desember 2026'],
    ['UNSRI-60', 'Date (2) 1 Desember 2026'],
    ['UNSRI-61', `Time (1) ${timeOnPaper('test-time-1')}`],
    ['UNSRI-61', `Time (2) ${timeOnPaper('test-time-2')}`],
    ['UNSRI-62', 'Time Zone (1) WITA (Asia/Makassar)'],
    ['UNSRI-62', 'Time Zone (2) WITA (Asia/Makassar)'],
    ['UNSRI-63', 'Client Alias Isian client-alias-uji Isian client-alias-acara'],
    ['UNSRI-64', 'Date & Time (time zone): date 1 Desember 2026 1 Desember 2026'],
    ['UNSRI-65', 'ID Isian call-id-uji Isian call-id-acara'],
    ['UNSRI-66', 'ICT Requestor Isian ict-requestor-uji Isian ict-requestor-acara'],
    ['UNSRI-67', 'VNOC Producer Isian vnoc-producer-uji Isian vnoc-producer-acara'],
    ['UNSRI-68', 'AMP Representative Isian amp-representative-uji Isian amp-representative-acara'],
    ['UNSRI-69', 'Connection with ISDN/IP IP, lewat TURN IP, lewat TURN'],
    ['UNSRI-70', 'Speed of connection unduh 20000 kbit/s, unggah 10000 kbit/s unduh 20000 kbit/s, unggah 10000 kbit/s'],
    ['UNSRI-71', 'Quality of video and audio Isian call-quality-uji Isian call-quality-acara'],
    ['UNSRI-72', 'Certified / Not Certified? Tidak tersertifikasi Tidak tersertifikasi'],
    ['UNSRI-73', 'Dialing Direction Dua arah Dua arah'],
    ['UNSRI-74', 'Connection Notes Isian connection-notes-uji Isian connection-notes-acara'],
  ])('[%s] prints “%s”', async (_id, words) => {
    expect(await text('unsri-fixed', 'site-profile')).toContain(words);
    expect(await text('unsri-venue', 'site-profile')).toContain(words);
  });

  it('[X-26, UNSRI-75] keeps the English labels on an Indonesian print, and both columns', async () => {
    const printed = await text('unsri-fixed', 'site-profile', { language: 'id' });
    expect(printed).toContain('ON DATE OF TEST CALL');
    expect(printed).toContain('ON DATE OF VIDEOCONFERENCE');
    expect(printed).toMatch(/TEST CALL .*ACTUAL CALL/);
    expect(printed).not.toContain('Nama institusi');
  });

  it('prints what officers noted in the columns of both calls beside what the client wrote', async () => {
    const facts = finishedCase('unsri-fixed');
    const profile = {
      ...(facts.profile as NonNullable<CaseFacts['profile']>),
      values: { 'company-name': 'Klien' },
      notes: { test: { 'client-alias': 'alias-uji' }, actual: { 'client-alias': 'alias-acara' } },
    };
    expect(await text('unsri-fixed', 'site-profile', { changes: { profile } })).toContain(
      'Client Alias alias-uji alias-acara',
    );
  });

  it.each(['request', 'site-profile', 'test-schedule', 'disposition-sheet'] as const)(
    '[UNSRI-88] carries the office’s identity at the foot of every page of the %s',
    async (document) => {
      for (const page of pagesOf(await pdfOf('unsri-fixed', document))) {
        expect(page).toContain(
          'ICT | NetCenter Gd. Perpustakaan Pusat Kampus Indralaya, Telp. 0711-581011, email: ict@unsri.ac.id',
        );
      }
    },
  );
});

describe('requests', () => {
  const written = shippedCodes.flatMap((code) => {
    const facts = finishedCase(code);
    const context = { language: 'id' as const, timeZone: facts.timeZone, names: facts.names };
    return (facts.sop.forms.request?.sections ?? []).flatMap(({ fields }) =>
      fields
        .filter(({ type, joined }) => type !== 'note' && type !== 'signature' && type !== 'file' && !joined)
        .map((field) => ({ code, field, value: printValue(field, facts.values[field.key], context) })),
    );
  });
  test.each(written.map((each) => [each.code, each.field.key, each] as const))(
    '%s prints %s under its own label',
    async (code, _key, { field, value }) => {
      const label = field.printedLabel ?? field.label.id;
      expect(await text(code, 'request')).toContain(`${label} ${value}`.replace(/\s+/g, ' ').trim());
    },
  );

  it('[X-33] every procedure with a number or date prints its control box with the words of its own document', async () => {
    expect(await text('kaltara', 'request')).toContain('Tanggal Pengesahan : 30 Mei 2022');
    expect(await text('unej', 'request')).toContain('Nomor SOP : SOP PKIH HUM-09');
    expect(await text('demak', 'request')).toContain('Nomor SOP : Dinkominfo');
  });

  it('[KALTARA-17] prints number and date of the letter, its sender, its subject and when it came on the cover', async () => {
    const printed = await text('kaltara', 'letter', { changes: { channel: 'letter' } });
    expect(printed).toContain('Surat dari Unit Pemohon, Pemohon Contoh');
    expect(printed).toContain('Nomor surat Isian letter-number Tanggal surat 1 Desember 2026');
    expect(printed).toContain('Perihal Isian subject Diterima tanggal Jumat, 20 November 2026, 11.15 WITA');
  });
});

describe('the disposition sheet', () => {
  it.each(shippedCodes)(
    '[X-03] of %s has one entry for every decision, in order, with all it was given',
    async (code) => {
      const facts = finishedCase(code);
      const printed = await text(code, 'disposition-sheet');
      const chain = facts.sop.steps.filter(({ kind }) => kind === 'disposition' || kind === 'assignment');
      expect(chain.length).toBeGreaterThan(0);
      for (const [index, step] of chain.entries()) {
        expect(printed).toContain(`DISPOSISI ${index + 1} `);
        expect(printed).toContain(`Instruksi Tindak lanjuti ${step.key}`);
        expect(printed).toContain(`Catatan Catatan ${step.key}`);
      }
      expect(printed).not.toContain(`DISPOSISI ${chain.length + 1} `);
    },
  );

  it('[KALTARA-18] prints from, to, date received, agenda number, instruction, nature, deadline, notes and initials', async () => {
    const printed = await text('kaltara', 'disposition-sheet');
    expect(printed).toContain('Tanggal diterima Jumat, 20 November 2026, 11.15 WITA');
    expect(printed).toContain('Dari Kepala Dinas Kepada Kepala Bidang Aplikasi Informatika');
    expect(printed).toContain('Nomor agenda AG-1 Sifat Segera');
    expect(printed).toContain('Batas waktu Selasa, 24 November 2026, 17.00 WITA');
    expect(printed).toMatch(
      /Paraf Pejabat 1, Plh\. \S+ \(paraf elektronik\) Waktu Jumat, 20 November 2026, 12\.01 WITA/,
    );
  });

  it('keeps an entry on one page', async () => {
    const pages = pagesOf(await pdfOf('unej', 'disposition-sheet'));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page.match(/DISPOSISI \d/g)?.length).toBe(page.match(/paraf elektronik/g)?.length);
  });

  it('names the capacity of somebody who acted for another', async () => {
    expect(await text('batan', 'disposition-sheet')).toMatch(/Paraf Pejabat \d+, Plh\. /);
  });
});

describe('other documents', () => {
  it('[X-24] the survey prints its findings and its conclusion', async () => {
    const printed = await text('unsri-venue', 'survey');
    expect(printed).toContain('Daya listrik Isian power');
    expect(printed).toContain('Kesimpulan Tidak layak');
  });

  it('the test schedule names the zone of the office and of the client', async () => {
    const printed = await text('unsri-fixed', 'test-schedule');
    expect(printed).toContain(
      'Uji koneksi Senin, 30 November 2026, 09.00–10.00 WIB Senin, 30 November 2026, 10.00–11.00 WITA',
    );
    expect(printed).toContain('Pra-uji Selasa, 1 Desember 2026, 08.30–09.00 WIB');
  });

  it.each([
    ['kaltara', 'Koordinasi dengan (instansi pemohon) Isian coordinated-with Hasil cek lokasi Tidak layak'],
    ['kaltara', 'Catatan lokasi dan perlengkapan Isian location-notes'],
    ['unej', 'Peralatan yang disiapkan Kamera × 2 Catatan kebutuhan Isian needs-notes'],
    ['batan', 'Isian preparation-notes'],
    ['unsri-fixed', 'Isian diagnosis'],
    ['unsri-venue', 'Isian diagnosis'],
  ] as const)('a service report of %s says what was written while preparing and testing: %s', async (code, words) => {
    expect(await text(code, 'service-report')).toContain(words);
  });

  it('a service report lists deviations with their explanations', async () => {
    const deviations = [{ kind: 'time', stepKey: 'conduct', explanation: 'Listrik padam' }];
    expect(await text('kaltara', 'service-report', { changes: { deviations } })).toContain(
      'PENYIMPANGAN DARI MUTU BAKU',
    );
    expect(await text('kaltara', 'service-report', { changes: { deviations } })).toContain('Listrik padam');
  });

  it('a simulated case says so across every page', async () => {
    const [plain, simulated] = [
      await pdfOf('demak', 'request'),
      await pdfOf('demak', 'request', { changes: { simulated: true } }),
    ];
    expect(textOf(plain)).not.toMatch(/S ?I ?M ?U ?L ?A ?S ?I/);
    expect(simulated.length).toBeGreaterThan(plain.length);
  });

  it('exists only once it has something to say', () => {
    expect(existingDocuments(finishedCase('kaltara', { state: 'draft' }))).toEqual([]);
    const early = finishedCase('kaltara').steps.map((step) => ({ ...step, state: 'waiting' as const, decision: null }));
    expect(existingDocuments(finishedCase('kaltara', { steps: early, holds: [] }))).toEqual(['request']);
  });
});

describe('the hash of a document', () => {
  it('is the same for the same facts and another for any that it prints', () => {
    const hash = (changes: Partial<CaseFacts> = {}) => contentHash('service-report', finishedCase('batan', changes));
    expect(hash()).toBe(hash());
    expect(hash({ title: 'Lain' })).not.toBe(hash());
    const steps = finishedCase('batan').steps.map((step) =>
      step.key === 'execution-report' ? { ...step, values: { ...step.values, report: 'lain' } } : step,
    );
    expect(hash({ steps })).not.toBe(hash());
  });

  it('does not care for what the document does not print', () => {
    expect(contentHash('letter', finishedCase('kaltara', { simulated: true }))).toBe(
      contentHash('letter', finishedCase('kaltara')),
    );
  });
});

describe('the page', () => {
  /** A table of `rows`, so far down the first page. */
  const blocks = (rows: number, words: string, down = 0) =>
    renderPdf({
      ...printFacts(finishedCase('demak'), {
        document: 'request',
        language: 'id',
        signatures: [],
        pictures: {},
        logo: null,
        proofUrl: 'https://a.example',
        createdAt: new Date(0),
      }),
      blocks: [
        { kind: 'space', height: down },
        {
          kind: 'grid',
          head: [{ cells: [{ words: 'KEPALA TABEL' }] }],
          rows: Array.from({ length: rows }, (_, index) => ({ cells: [{ words: `${index} ${words}` }] })),
        },
      ],
    });

  it('repeats the head of a table on every page', async () => {
    const pages = pagesOf(await blocks(150, 'baris'));
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page).toContain('KEPALA TABEL');
    expect(pages.at(-1)).toContain('149 baris');
  });

  it('never leaves the head of a table at the foot of a page without a row', async () => {
    let further = 0;
    for (let down = 480; down < 680; down += 8) {
      const pages = pagesOf(await blocks(1, 'baris\n'.repeat(5), down));
      for (const page of pages) expect(page.includes('KEPALA TABEL')).toBe(page.includes('0 baris'));
      further = Math.max(further, pages.length);
    }
    expect(further).toBe(2);
  });

  it('breaks a cell longer than a page, loses no word, and breaks a word longer than a line', async () => {
    const words = Array.from({ length: 3_000 }, (_, index) => `kata${index}`).join(' ');
    const pdf = await blocks(1, `${words} ${'x'.repeat(400)}`);
    const printed = textOf(pdf);
    for (let index = 0; index < 3_000; index += 1) expect(printed).toContain(`kata${index} `);
    expect(printed.match(/x/g)?.length).toBeGreaterThanOrEqual(400);
    expect(pagesOf(pdf).length).toBeGreaterThan(2);
  });

  it('prints accents and replaces what the typeface lacks', async () => {
    expect(textOf(await blocks(1, 'Müller Šimić “kutip” – 漢'))).toContain('Müller Šimić “kutip” – ?');
  });
});

describe('drawn signatures', () => {
  test.each(['M1 1L2 2', 'M0 0L600 200M10.5 20.5L11 21'])('%s is one', (path) =>
    expect(signaturePathSchema.safeParse(path).success).toBe(true),
  );
  test.each([
    '',
    'M1 1',
    'M1 1L601 5',
    'M1 1L5 201',
    'M1 1 L2 2',
    'M1 1L2 2Z',
    'M1 1C1 1 2 2 3 3',
    '<svg onload=1>',
    `M1 1${'L2 2'.repeat(6_000)}`,
  ])('%.20s is none', (path) => expect(signaturePathSchema.safeParse(path).success).toBe(false));
});

test('a period that ends on another day names both days', () => {
  expect(printPeriod(new Date('2026-12-01T15:00:00Z'), new Date('2026-12-01T18:00:00Z'), 'Asia/Jakarta', 'id')).toBe(
    'Selasa, 1 Desember 2026, 22.00 WIB – Rabu, 2 Desember 2026, 01.00 WIB',
  );
  expect(shippedSop('batan').document.control.number).not.toBe('');
});
