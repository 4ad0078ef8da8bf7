/** The six procedures' forms against the originals: every field under its own label, with its type, and refused when it is wrong or missing. */
import type { Field, FieldType, FieldValues } from '@sambung/contract/form';
import { boundField } from '@sambung/contract/form';
import { checkValues } from '@sambung/contract/form-check';
import { describe, expect, it } from 'vitest';
import { documentOf, fieldOf, formOf } from '../../test/sop-parts.ts';
import { type ShippedCode, shippedCodes } from './index.ts';

const id = '01970000-0000-7000-8000-000000000001';
const person = { name: 'Sari', phone: '0711-581011', email: 'sari@contoh.example' };

/** A right and a wrong value of every type. */
const samples: Partial<Record<FieldType, [unknown, unknown]>> = {
  text: ['Isian', ['Isian']],
  paragraph: ['Isian', 3],
  integer: [64, 'dua'],
  email: ['a@contoh.example', 'a@'],
  emails: [['a@contoh.example'], ['a']],
  phone: ['0711-581011', 'telepon'],
  person: [person, { name: 'Sari' }],
  date: ['2026-12-01', '1 Desember'],
  time: ['09:30', '9.30'],
  zone: ['Asia/Jakarta', 'WIB'],
  boolean: [true, 'ya'],
  choice: [null, 'tidak-ada'],
  period: [{ startsAt: '2026-12-01T02:00:00Z', endsAt: '2026-12-01T04:00:00Z' }, { startsAt: '2026-12-01T02:00:00Z' }],
  place: [id, 'aula'],
  venue: [{ address: 'Jalan Contoh 1' }, { mapUrl: 'https://peta.example' }],
  equipment: [[{ itemId: id, count: 1 }], [{ itemId: id, count: 0 }]],
  bandwidth: [{ downKbps: 4_000, upKbps: 2_000 }, { downKbps: 4_000 }],
  addresses: [['203.0.113.7'], ['rumah']],
  file: [id, 'surat.pdf'],
  photos: [[id], ['foto.jpg']],
};

function errorsAt(code: ShippedCode, form: string, key: string, value: unknown, others: object = {}): number {
  const { errors } = checkValues(formOf(code, form), { ...others, [key]: value } as FieldValues, { complete: true });
  return errors.filter(({ pointer }) => pointer === `/values/${key}` || pointer.startsWith(`/values/${key}/`)).length;
}

/** Says what it is on screen and on paper, takes a right value, refuses a wrong one and, when it is required, none. */
function expectField(
  code: ShippedCode,
  form: string,
  key: string,
  label: string,
  type: FieldType,
  required: boolean,
): Field {
  const field = fieldOf(code, form, key);
  expect({ label: field.label.id, type: field.type, required: field.required }).toEqual({ label, type, required });
  const [good, bad] = samples[type] ?? [];
  const right = type === 'choice' ? field.options?.[0]?.key : good;
  const inColumns = (value: unknown) => (field.twoColumns ? { test: value, actual: value } : value);
  const others = field.askedWith === undefined ? {} : { [field.askedWith]: inColumns('ada') };
  expect(errorsAt(code, form, key, inColumns(right), others), 'a right value').toBe(0);
  expect(errorsAt(code, form, key, inColumns(bad), others), 'a wrong value').toBeGreaterThan(0);
  // A contact is a name, a telephone and an address: none of them may be missing.
  for (const part of type === 'person' ? Object.keys(person) : [])
    expect(errorsAt(code, form, key, { ...person, [part]: '' }), `no ${part}`).toBeGreaterThan(0);
  const isGrouped = formOf(code, form).sections.some(({ oneOf }) => oneOf.some((group) => group[0] === key));
  if (!isGrouped) expect(errorsAt(code, form, key, null, others) > 0, 'no value').toBe(required);
  return field;
}

function expectKind(kind: string) {
  expect(errorsAt('unsri-fixed', 'request', 'applicant-kind', kind)).toBe(0);
  expect(errorsAt('unsri-fixed', 'request', 'applicant-kind', 'tamu')).toBe(1);
  expect(documentOf('unsri-fixed').positions).toContainEqual(
    expect.objectContaining({ key: kind, roles: ['requester'] }),
  );
}

/** The same in both services, under the original's English label. */
function expectProfileField(
  key: string,
  printed: string,
  label: string,
  type: FieldType,
  required: boolean,
  columns: boolean,
) {
  for (const code of ['unsri-fixed', 'unsri-venue'] as const) {
    const field = expectField(code, 'client-profile', key, label, type, required);
    expect(field).toMatchObject({ printedLabel: printed, twoColumns: columns });
  }
}

function expectLetter(code: ShippedCode, sender: string, scan: string) {
  expectField(code, 'request', 'letter-number', 'Nomor surat', 'text', true);
  expectField(code, 'request', 'letter-date', 'Tanggal surat', 'date', true);
  expectField(code, 'request', 'sender', sender, 'text', true);
  expectField(code, 'request', 'subject', 'Perihal', 'text', true);
  expectField(code, 'request', 'surat-permohonan', scan, 'file', true);
  expectField(code, 'request', 'period', 'Waktu yang diminta', 'period', true);
  expectField(code, 'request', 'contact-name', 'Nama narahubung', 'text', true);
  expectField(code, 'request', 'contact-phone', 'Telepon narahubung', 'phone', true);
  expectField(code, 'request', 'contact-email', 'Email narahubung', 'email', true);
}

describe('the request of UNSRI', () => {
  it.each([
    ['UNSRI-16', 'period', 'Waktu pelaksanaan', 'period'],
    ['UNSRI-17', 'participant-count', 'Jumlah peserta', 'integer'],
    ['UNSRI-18', 'person-in-charge', 'Kontak penanggung jawab kegiatan', 'person'],
    ['UNSRI-08', 'person-in-charge', 'Kontak penanggung jawab kegiatan', 'person'],
    ['UNSRI-19', 'host-technician', 'Kontak teknis kedua belah pihak: host', 'person'],
    ['UNSRI-19', 'audience-technician', 'Kontak teknis kedua belah pihak: audiens', 'person'],
    ['UNSRI-10', 'host-technician', 'Kontak teknis kedua belah pihak: host', 'person'],
    ['UNSRI-10', 'audience-technician', 'Kontak teknis kedua belah pihak: audiens', 'person'],
    ['UNSRI-20', 'organiser-email', 'Email pelaksana kegiatan', 'email'],
    ['UNSRI-09', 'organiser-email', 'Email pelaksana kegiatan', 'email'],
    ['UNSRI-21', 'host-emails', 'Email kedua belah pihak yang mengikuti kegiatan: host', 'emails'],
    ['UNSRI-21', 'audience-emails', 'Email kedua belah pihak yang mengikuti kegiatan: audiens', 'emails'],
  ] as const)('[%s] asks %s in both services', (_id, key, label, type) => {
    for (const code of ['unsri-fixed', 'unsri-venue'] as const) expectField(code, 'request', key, label, type, true);
  });
  it('[UNSRI-22] asks venue as venue', () => {
    expectField('unsri-venue', 'request', 'venue', 'Lokasi tempat kegiatan', 'venue', true);
  });
  it('[UNSRI-23] asks place as place', () => {
    expectField('unsri-fixed', 'request', 'place', 'Tempat', 'place', true);
  });
  it('[UNSRI-28] asks assistance as boolean', () => {
    expectField('unsri-fixed', 'request', 'assistance', 'Pendampingan teknis diperlukan', 'boolean', false);
  });

  it('[UNSRI-14] differs by service: a room of the catalogue, or an address', () => {
    expect(boundField(formOf('unsri-fixed', 'request'), 'venue')).toBeUndefined();
    expect(boundField(formOf('unsri-venue', 'request'), 'place')).toBeUndefined();
    expect(documentOf('unsri-fixed').service.name).not.toEqual(documentOf('unsri-venue').service.name);
  });

  it('[UNSRI-24] is addressed to the Ketua ICT and incomplete without any of its fields', () => {
    const form = formOf('unsri-fixed', 'request');
    expect(form.intro).toEqual(['Permohonan ditujukan kepada Ketua ICT.']);
    const { errors } = checkValues(form, {}, { complete: true, filledBy: ['applicant'] });
    const listed = form.sections.find(({ key }) => key === 'information')?.fields ?? [];
    for (const { key } of listed) expect(errors.map(({ pointer }) => pointer)).toContain(`/values/${key}`);
  });

  it('[UNSRI-01] may come from dosen', () => expectKind('dosen'));
  it('[UNSRI-02] may come from pegawai', () => expectKind('pegawai'));
  it('[UNSRI-03] may come from mahasiswa', () => expectKind('mahasiswa'));
});

describe('the client site profile', () => {
  it('[UNSRI-42] asks company-name under its printed label', () =>
    expectProfileField('company-name', 'Company Name', 'Nama institusi', 'text', true, false));
  it('[UNSRI-43] asks address under its printed label', () =>
    expectProfileField('address', 'Address', 'Alamat', 'text', true, false));
  it('[UNSRI-44] asks city under its printed label', () =>
    expectProfileField('city', 'City, State, Country: City', 'Kota', 'text', true, false));
  it('[UNSRI-44] asks state under its printed label', () =>
    expectProfileField('state', 'City, State, Country: State', 'Provinsi', 'text', true, false));
  it('[UNSRI-44] asks country under its printed label', () =>
    expectProfileField('country', 'City, State, Country: Country', 'Negara', 'text', true, false));
  it('[UNSRI-45] asks room under its printed label', () =>
    expectProfileField('room', 'Room Name or Number', 'Nama/nomor ruang', 'text', true, false));
  it('[UNSRI-46] asks system-model under its printed label', () =>
    expectProfileField(
      'system-model',
      'Videoconferencing System Manufacturer and Model',
      'Pabrikan & model sistem VC',
      'text',
      true,
      false,
    ));
  it('[UNSRI-47] asks software-version under its printed label', () =>
    expectProfileField('software-version', 'Software Version', 'Versi perangkat lunak', 'text', false, false));
  it('[UNSRI-48] asks bridge-manufacturer under its printed label', () =>
    expectProfileField(
      'bridge-manufacturer',
      'Bridge Manufacturer If applicable (Cascading must be supported, Codec connection required to test successful audio and video exchange.)',
      'Pabrikan bridge/MCU (bila ada)',
      'text',
      false,
      false,
    ));
  it('[UNSRI-49] asks ip-addresses under its printed label', () =>
    expectProfileField(
      'ip-addresses',
      'IP Address (Must be publicly routable, AES encryption required)',
      'Alamat IP publik tetap',
      'addresses',
      true,
      false,
    ));
  it('[UNSRI-50] asks max-bandwidth-ip under its printed label', () =>
    expectProfileField(
      'max-bandwidth-ip',
      'Maximum Bandwidth (IP)',
      'Bandwidth maksimum (IP)',
      'bandwidth',
      true,
      false,
    ));
  it('[UNSRI-51] asks isdn-number under its printed label', () =>
    expectProfileField(
      'isdn-number',
      'ISDN Bonding Number (Including Country Code)',
      'Nomor ISDN bonding, dengan kode negara (perangkat lama)',
      'phone',
      false,
      false,
    ));
  it('[UNSRI-52] asks max-bandwidth-isdn under its printed label', () =>
    expectProfileField(
      'max-bandwidth-isdn',
      'Maximum Bandwidth (ISDN)',
      'Bandwidth maksimum ISDN, kbit/s (perangkat lama)',
      'integer',
      false,
      false,
    ));
  it('[UNSRI-53] asks contact-name under its printed label', () =>
    expectProfileField('contact-name', 'Name of Technical Contact', 'Nama kontak teknis', 'text', true, true));
  it('[UNSRI-54] asks contact-title under its printed label', () =>
    expectProfileField('contact-title', 'Title', 'Jabatan', 'text', false, true));
  it('[UNSRI-55] asks office-phone under its printed label', () =>
    expectProfileField('office-phone', 'Office Phone', 'Telepon kantor', 'phone', false, true));
  it('[UNSRI-56] asks mobile-phone under its printed label', () =>
    expectProfileField('mobile-phone', 'Mobile Phone', 'Telepon seluler', 'phone', false, true));
  it('[UNSRI-57] asks room-phone under its printed label', () =>
    expectProfileField('room-phone', 'VC Room Phone', 'Telepon ruang VC', 'phone', false, true));
  it('[UNSRI-58] asks contact-email under its printed label', () =>
    expectProfileField('contact-email', 'E-mail', 'Email', 'email', true, true));
  it('[UNSRI-59] asks instant-message under its printed label', () =>
    expectProfileField(
      'instant-message',
      'Yahoo Messenger',
      'Pesan instan (nomor atau nama akun)',
      'text',
      false,
      true,
    ));
  it('[UNSRI-60] asks test-date-1 under its printed label', () =>
    expectProfileField('test-date-1', 'Date (1)', 'Tanggal uji, pilihan 1', 'date', true, false));
  it('[UNSRI-60] asks test-date-2 under its printed label', () =>
    expectProfileField('test-date-2', 'Date (2)', 'Tanggal uji, pilihan 2', 'date', false, false));
  it('[UNSRI-61] asks test-time-1 under its printed label', () =>
    expectProfileField('test-time-1', 'Time (1)', 'Jam uji, pilihan 1', 'time', true, false));
  it('[UNSRI-61] asks test-time-2 under its printed label', () =>
    expectProfileField('test-time-2', 'Time (2)', 'Jam uji, pilihan 2', 'time', true, false));
  it('[UNSRI-62] asks test-zone-1 under its printed label', () =>
    expectProfileField('test-zone-1', 'Time Zone (1)', 'Zona waktu, pilihan 1', 'zone', true, false));
  it('[UNSRI-62] asks test-zone-2 under its printed label', () =>
    expectProfileField('test-zone-2', 'Time Zone (2)', 'Zona waktu, pilihan 2', 'zone', true, false));
  it('[UNSRI-63] asks client-alias under its printed label', () =>
    expectProfileField('client-alias', 'Client Alias', 'Alias klien', 'text', false, true));
  it('[UNSRI-64] asks call-date under its printed label', () =>
    expectProfileField('call-date', 'Date & Time (time zone): date', 'Tanggal', 'date', false, true));
  it('[UNSRI-64] asks call-time under its printed label', () =>
    expectProfileField('call-time', 'Date & Time (time zone): time', 'Jam', 'time', false, true));
  it('[UNSRI-64] asks call-zone under its printed label', () =>
    expectProfileField('call-zone', 'Date & Time (time zone): zone', 'Zona', 'zone', false, true));
  it('[UNSRI-65] asks call-id under its printed label', () =>
    expectProfileField('call-id', 'ID', 'ID konferensi/panggilan', 'text', false, true));
  it('[UNSRI-66] asks ict-requestor under its printed label', () =>
    expectProfileField('ict-requestor', 'ICT Requestor', 'Pemohon dari ICT', 'text', false, true));
  it('[UNSRI-67] asks vnoc-producer under its printed label', () =>
    expectProfileField('vnoc-producer', 'VNOC Producer', 'Produser/operator konferensi (VNOC)', 'text', false, true));
  it('[UNSRI-68] asks amp-representative under its printed label', () =>
    expectProfileField('amp-representative', 'AMP Representative', 'Perwakilan mitra (AMP)', 'text', false, true));
  it('[UNSRI-69] asks connection-kind under its printed label', () =>
    expectProfileField('connection-kind', 'Connection with ISDN/IP', 'Jenis koneksi', 'choice', false, true));
  it('[UNSRI-70] asks connection-speed under its printed label', () =>
    expectProfileField('connection-speed', 'Speed of connection', 'Kecepatan koneksi', 'bandwidth', false, true));
  it('[UNSRI-71] asks call-quality under its printed label', () =>
    expectProfileField(
      'call-quality',
      'Quality of video and audio',
      'Kualitas video dan audio',
      'paragraph',
      false,
      true,
    ));
  it('[UNSRI-72] asks certified under its printed label', () =>
    expectProfileField('certified', 'Certified / Not Certified?', 'Tersertifikasi / tidak', 'choice', false, true));
  it('[UNSRI-73] asks dialing-direction under its printed label', () =>
    expectProfileField('dialing-direction', 'Dialing Direction', 'Arah panggilan', 'choice', false, true));
  it('[UNSRI-74] asks connection-notes under its printed label', () =>
    expectProfileField('connection-notes', 'Connection Notes', 'Catatan koneksi', 'paragraph', false, true));

  it('[X-26] prints its fields under the original English labels and headings', () => {
    const form = formOf('unsri-fixed', 'client-profile');
    expect(form.printedLanguage).toBe('en');
    expect(form.sections.map(({ title }) => title.en)).toEqual([
      'CLIENT INFORMATION (to be completed by client)',
      'CLIENT’S TECHNICAL CONTACT (to be completed by client)',
      'CLIENT’S PREFERRED DATE AND TIME FOR TESTING (to be completed by client)',
      'NOTES ON THE VIDEO CONFERENCE (to be completed by ICT)',
    ]);
    for (const field of form.sections.flatMap(({ fields }) => fields)) expect(field.printedLabel).toBeTruthy();
  });

  it('[UNSRI-32] says where it goes and whom to ask', () => {
    const form = formOf('unsri-venue', 'client-profile');
    expect(form.printedTitle).toBe('UNSRI VIDEO SERVICES DESK: CLIENT SITE PROFILE FORM');
    expect(form.intro.join(' ')).toMatch(/ict@unsri\.ac\.id.*\+62-711-581011/);
    expect(documentOf('unsri-venue').policies.siteProfile).toBe('required');
  });

  it('[UNSRI-12] leaves the client its own parts and ICT the notes', () => {
    const { sections } = formOf('unsri-fixed', 'client-profile');
    const fillers = sections.map(({ fields }) => [...new Set(fields.map(({ filledBy }) => filledBy))].toSorted());
    expect(fillers).toEqual([['client'], ['client'], ['client'], ['automatic', 'officer']]);
  });

  it('[UNSRI-36, UNSRI-38] prints the length of the test and the pre-test over its two columns', () => {
    const columns = formOf('unsri-fixed', 'client-profile').sections[1]?.columns;
    expect(columns?.test.title.en).toBe('ON DATE OF TEST CALL');
    expect(columns?.test.sentence).toMatch(/between 30 and 60 minutes .* reserve the room for 1 hour/);
    expect(columns?.actual.title.en).toBe('ON DATE OF VIDEOCONFERENCE');
    expect(columns?.actual.sentence).toMatch(/30 minutes prior to the start/);
  });

  it('[UNSRI-75] has the notes twice: for the test call and for the actual call', () => {
    const notes = formOf('unsri-fixed', 'client-profile').sections.at(-1);
    expect(notes?.columns).toMatchObject({
      test: { title: { en: 'TEST CALL' } },
      actual: { title: { en: 'ACTUAL CALL' } },
    });
    expect(notes?.fields.every(({ twoColumns }) => twoColumns)).toBe(true);
  });

  it('[UNSRI-56] needs an office or a mobile phone for each of the two days', () => {
    const both = { test: '0711-581011', actual: '0711-581012' };
    expect(errorsAt('unsri-fixed', 'client-profile', 'office-phone', null)).toBe(2);
    expect(errorsAt('unsri-fixed', 'client-profile', 'office-phone', { test: both.test })).toBe(1);
    expect(errorsAt('unsri-fixed', 'client-profile', 'office-phone', null, { 'mobile-phone': both })).toBe(0);
  });

  it('[UNSRI-96] keeps what is out of use as optional columns, with today’s words on screen', () => {
    for (const key of ['isdn-number', 'max-bandwidth-isdn', 'instant-message', 'amp-representative'])
      expect(fieldOf('unsri-fixed', 'client-profile', key).required).toBe(false);
    const services = fieldOf('unsri-fixed', 'client-profile', 'instant-message-service').options?.map(({ key }) => key);
    expect(services).toEqual(['whatsapp', 'telegram', 'other']);
    expect(fieldOf('unsri-fixed', 'client-profile', 'instant-message').label.id).not.toMatch(/yahoo/i);
  });
});

describe('the survey of a venue', () => {
  it('[X-24] asks power', () => {
    expectField('unsri-venue', 'survey', 'power', 'Daya listrik', 'text', true);
  });
  it('[X-24] asks acoustics', () => {
    expectField('unsri-venue', 'survey', 'acoustics', 'Akustik ruang', 'text', true);
  });
  it('[X-24] asks lighting', () => {
    expectField('unsri-venue', 'survey', 'lighting', 'Pencahayaan', 'text', true);
  });
  it('[X-24] asks noise', () => {
    expectField('unsri-venue', 'survey', 'noise', 'Kebisingan', 'text', true);
  });
  it('[X-24] asks photos', () => {
    expectField('unsri-venue', 'survey', 'photos', 'Foto', 'photos', true);
  });
  it('[X-24] asks wired-port', () => {
    expectField('unsri-venue', 'survey', 'wired-port', 'Ada sambungan kabel', 'boolean', true);
  });
  it('[X-24] asks provider', () => {
    expectField('unsri-venue', 'survey', 'provider', 'Penyedia internet (ISP)', 'text', true);
  });
  it('[X-24] asks public-static-ip', () => {
    expectField('unsri-venue', 'survey', 'public-static-ip', 'IP publik tetap', 'boolean', true);
  });
  it('[X-24] asks measured-bandwidth', () => {
    expectField('unsri-venue', 'survey', 'measured-bandwidth', 'Bandwidth terukur (unduh/unggah)', 'bandwidth', true);
  });
  it('[X-24] asks conclusion', () => {
    expectField('unsri-venue', 'survey', 'conclusion', 'Kesimpulan', 'choice', true);
  });
  it('[X-24] asks surveyor', () => {
    expectField('unsri-venue', 'survey', 'surveyor', 'Petugas survei', 'text', true);
  });
  it('[X-24] asks surveyed-on', () => {
    expectField('unsri-venue', 'survey', 'surveyed-on', 'Tanggal survei', 'date', true);
  });

  it('[UNSRI-33] concludes fit or unfit', () => {
    expect(fieldOf('unsri-venue', 'survey', 'conclusion').options?.map(({ label }) => label.id)).toEqual([
      'Layak',
      'Tidak layak',
    ]);
  });
});

describe('form FM 001 of BATAN', () => {
  it('[BATAN-13] asks name as text', () => {
    expectField('batan', 'request', 'name', 'Nama', 'text', true);
  });
  it('[BATAN-14] asks employee-number as text', () => {
    expectField('batan', 'request', 'employee-number', 'NIP', 'text', false);
  });
  it('[BATAN-15] asks email as email', () => {
    expectField('batan', 'request', 'email', 'Email', 'email', true);
  });
  it('[BATAN-16] asks unit as text', () => {
    expectField('batan', 'request', 'unit', 'Unit Kerja', 'text', true);
  });
  it('[BATAN-17] asks activity as text', () => {
    expectField('batan', 'request', 'activity', 'Kegiatan', 'text', true);
  });
  it('[BATAN-17] asks activity-date as date', () => {
    expectField('batan', 'request', 'activity-date', 'Tanggal kegiatan', 'date', false);
  });
  it('[BATAN-18] asks execution as period', () => {
    expectField('batan', 'request', 'execution', 'Pelaksanaan Video Konferensi', 'period', true);
  });
  it('[BATAN-18] asks place as place', () => {
    expectField('batan', 'request', 'place', 'Tempat pelaksanaan: ruang', 'place', false);
  });
  it('[BATAN-18] asks execution-notes as paragraph', () => {
    expectField('batan', 'request', 'execution-notes', 'Keterangan pelaksanaan', 'paragraph', false);
  });
  it('[BATAN-19] asks media as choice', () => {
    expectField('batan', 'request', 'media', 'Media', 'choice', false);
  });
  it('[BATAN-20] asks officer-name as text', () => {
    expectField('batan', 'service-report', 'officer-name', 'Nama', 'text', true);
  });
  it('[BATAN-21] asks report as paragraph', () => {
    expectField('batan', 'service-report', 'report', 'Laporan Pelaksanaan Video Konferensi', 'paragraph', true);
  });
  it('[BATAN-22] asks result as choice', () => {
    expectField('batan', 'service-report', 'result', 'Hasil', 'choice', true);
  });
  it('[BATAN-23] asks signing-place as text', () => {
    expectField('batan', 'service-report', 'signing-place', 'Tempat penandatanganan', 'text', true);
  });
  it('[BATAN-23] asks signing-date as date', () => {
    expectField('batan', 'service-report', 'signing-date', 'Tanggal penandatanganan', 'date', true);
  });

  it('[BATAN-11] carries the service’s own mailbox', () => {
    expect(fieldOf('batan', 'request', 'service-mailbox')).toMatchObject({
      label: { id: 'Email' },
      type: 'email',
      fixed: 'layanan_batannet@batan.go.id',
    });
  });

  it('[BATAN-24] is signed by officer and user', () => {
    for (const [key, label] of [
      ['officer-signature', 'PETUGAS'],
      ['user-signature', 'PENGGUNA'],
    ] as const)
      expect(fieldOf('batan', 'service-report', key)).toMatchObject({ type: 'signature', label: { id: label } });
  });

  it('[BATAN-25, X-32] keeps its headings, its sentence and its footnote as printed', () => {
    const request = formOf('batan', 'request');
    const report = formOf('batan', 'service-report');
    expect([request.code, report.code]).toEqual(Array(2).fill('FM 001 SOP 236.002/IF 03.01/ISN 2.1'));
    expect(request.sections.map(({ title }) => title.id)).toContain('PERMINTAAN PENGGUNA');
    expect(report.sections.map(({ title }) => title.id)).toEqual(['PETUGAS LAYANAN']);
    expect(fieldOf('batan', 'request', 'plea')).toMatchObject({
      type: 'note',
      label: { id: 'Mohon bantuan untuk disiapkan peralatan video konferensi' },
    });
    expect(request.footnote).toBe('*) Permohonan/Permintaan dikirim minimum 2 hari sebelum pelaksanaan kegiatan');
  });

  it('[BATAN-36] reports whether sound and picture went both ways at once', () => {
    expectField(
      'batan',
      'test-report',
      'two-way',
      'Audio dan video dua arah bersamaan antara semua pihak',
      'boolean',
      true,
    );
  });

  it('[BATAN-06, BATAN-07] writes down the other site’s administrator and the provider', () => {
    expectField('batan', 'preparation', 'other-site-admin', 'Admin Kawasan Lain yang dihubungi', 'person', false);
    expectField('batan', 'preparation', 'provider', 'Provider (kontak penyedia jaringan)', 'person', false);
  });
});

describe('the letter of request', () => {
  it('[KALTARA-17] has number, date, sender, subject, scan, time and contact: kaltara', () =>
    expectLetter('kaltara', 'OPD pengirim', 'Surat permohonan (PDF atau pindaian)'));
  it('[KALTARA-17] has number, date, sender, subject, scan, time and contact: unej', () =>
    expectLetter('unej', 'Unit pengirim', 'Surat permohonan (PDF atau pindaian)'));
  it('[KALTARA-17] has number, date, sender, subject, scan, time and contact: demak', () =>
    expectLetter('demak', 'OPD pengirim', 'Surat Permohonan OPD (PDF atau pindaian)'));

  it('[KALTARA-02] says for whom a conference is held', () => {
    const options = fieldOf('kaltara', 'request', 'beneficiary').options?.map(({ label }) => label.id);
    expect(options).toEqual(['Kepala Daerah', 'Wakil Kepala Daerah', 'OPD']);
    expect(errorsAt('kaltara', 'request', 'beneficiary', null)).toBe(1);
  });

  it('[UNEJ-15] lists the equipment wanted, and what the staff found needed', () => {
    const wanted = expectField('unej', 'request', 'equipment', 'Peralatan yang dibutuhkan', 'equipment', false);
    // What is bound so is held for the case.
    expect(wanted.binds).toBe('equipment');
    expectField('unej', 'equipment-needs', 'needed-equipment', 'Peralatan yang disiapkan', 'equipment', true);
  });

  it('[UNEJ-19] may ask for a live stream in the same form', () => {
    const field = expectField(
      'unej',
      'request',
      'livestream',
      'Livestreaming (disiarkan untuk ditonton saja)',
      'boolean',
      false,
    );
    expect(field.binds).toBe('livestream');
  });
});

it.each(shippedCodes)('the request form of %s tells the product title and time', (code) => {
  const form = formOf(code, 'request');
  expect(boundField(form, 'title')).toMatchObject({ type: 'text', required: true });
  expect(boundField(form, 'period')).toMatchObject({ type: 'period', required: true });
  expect(boundField(form, 'place') ?? boundField(form, 'venue')).toBeDefined();
  for (const binding of ['applicant-name', 'applicant-email', 'applicant-unit'] as const)
    expect(boundField(form, binding), binding).toBeDefined();
});
