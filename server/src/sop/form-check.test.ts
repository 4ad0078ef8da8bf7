/** The check of values against a form: every type whole, half-written and wrong; groups, columns, conditions and what is filled in by itself. */
import { type FieldType, type FieldValues, type Form, fieldTypes, formSchema } from '@sambung/contract/form';
import { type CheckOptions, checkValues, fillValues } from '@sambung/contract/form-check';
import { describe, expect, it } from 'vitest';

const id = '01970000-0000-7000-8000-000000000001';
const otherId = '01970000-0000-7000-8000-000000000002';
const person = { name: 'Sari', phone: '+62 812 3456 7890', email: 'sari@contoh.example' };

function formOf(fields: object[], section: object = {}): Form {
  const label = { id: 'Isian', en: 'Field' };
  return formSchema.parse({
    title: label,
    sections: [{ key: 'a', title: label, fields: fields.map((field) => ({ label, ...field })), ...section }],
  });
}

const check = (form: Form, values: object, options: Partial<CheckOptions> = {}) =>
  checkValues(form, values as FieldValues, { complete: true, ...options }).errors;
const pointers = (form: Form, values: object, options: Partial<CheckOptions> = {}) =>
  check(form, values, options).map(({ pointer }) => pointer);

interface Case {
  /** More of the field. */
  field?: object;
  good: unknown[];
  /** Wrong values, each with the pointers below `/values/x` that tell it. */
  bad: [unknown, ...string[]][];
  /** Half-written values that a draft keeps. */
  draft: unknown[];
}

const options = [
  { key: 'satu', label: { id: 'Satu', en: 'One' } },
  { key: 'dua', label: { id: 'Dua', en: 'Two' } },
];

const cases: Record<Exclude<FieldType, 'note' | 'signature'>, Case> = {
  text: {
    field: { max: 5 },
    good: ['abc', ' abcde '],
    bad: [
      ['abcdef', ''],
      [3, ''],
    ],
    draft: [' '],
  },
  paragraph: {
    good: ['a\nb'],
    bad: [
      ['x'.repeat(5_001), ''],
      [['a'], ''],
    ],
    draft: ['a\n'],
  },
  integer: {
    field: { min: 1, max: 9 },
    good: [1, 9],
    bad: [
      [0, ''],
      [10, ''],
      [1.5, ''],
      ['2', ''],
    ],
    draft: [0, 12],
  },
  email: {
    good: ['a@b.example'],
    bad: [
      ['a@', ''],
      [{}.toString, ''],
    ],
    draft: ['a@'],
  },
  emails: {
    good: [['a@b.example', 'c@d.example']],
    bad: [
      [['a@b.example', 'c'], '/1'],
      ['a@b.example', ''],
    ],
    draft: [['a@']],
  },
  phone: {
    good: ['0711-581011', '+62 (711) 581011'],
    bad: [
      ['12', ''],
      ['nomor saya', ''],
    ],
    draft: ['08'],
  },
  person: {
    good: [person, { ...person, position: 'Kepala' }],
    bad: [
      [{ ...person, email: 'x' }, '/email'],
      [{ name: 'Sari' }, '/phone', '/email'],
      ['Sari', ''],
    ],
    draft: [{ name: 'Sa' }, { email: 'sari@' }],
  },
  date: {
    good: ['2026-11-30'],
    bad: [
      ['2026-02-30', ''],
      ['30-11-2026', ''],
    ],
    draft: ['2026-1'],
  },
  time: {
    good: ['08:00', '23:59'],
    bad: [
      ['24:00', ''],
      ['8:00', ''],
    ],
    draft: ['08'],
  },
  zone: {
    good: ['Asia/Makassar'],
    bad: [
      ['WITA', ''],
      ['Asia/Nowhere', ''],
    ],
    draft: ['Asia/'],
  },
  boolean: {
    good: [true, false],
    bad: [
      ['true', ''],
      [1, ''],
    ],
    draft: [],
  },
  choice: {
    field: { options },
    good: ['satu'],
    bad: [
      ['tiga', ''],
      ['constructor', ''],
      [['satu'], ''],
    ],
    draft: ['dua'],
  },
  choices: {
    field: { options },
    good: [['satu', 'dua']],
    bad: [
      [['tiga'], '/0'],
      [['satu', 'satu'], ''],
    ],
    draft: [['satu']],
  },
  period: {
    good: [{ startsAt: '2026-11-30T02:00:00Z', endsAt: '2026-11-30T04:00:00Z' }],
    bad: [
      [{ startsAt: '2026-11-30T04:00:00Z', endsAt: '2026-11-30T04:00:00Z' }, '/endsAt'],
      [{ startsAt: '2026-11-30T02:00:00Z', endsAt: '2026-12-01T02:00:01Z' }, '/endsAt'],
      [{ startsAt: '2026-11-30T02:00:00Z' }, '/endsAt'],
      [{ startsAt: 'besok', endsAt: '2026-11-30T02:00:00Z' }, '/startsAt'],
    ],
    draft: [{ startsAt: '2026-11-30T02:00:00Z' }],
  },
  place: { good: [id], bad: [['aula', '']], draft: [] },
  venue: {
    good: [{ address: 'Jalan Contoh 1' }, { address: 'Jalan Contoh 1', mapUrl: 'https://peta.example/1' }],
    bad: [
      [{ mapUrl: 'https://peta.example/1' }, '/address'],
      [{ address: 'Jalan', mapUrl: 'javascript:alert(1)' }, '/mapUrl'],
    ],
    draft: [{ mapUrl: 'https:' }],
  },
  equipment: {
    good: [[{ itemId: id, count: 2 }]],
    bad: [
      [[{ itemId: id, count: 0 }], '/0'],
      [
        [
          { itemId: id, count: 1 },
          { itemId: id, count: 1 },
        ],
        '',
      ],
    ],
    draft: [],
  },
  bandwidth: {
    good: [{ downKbps: 4_000, upKbps: 2_000 }],
    bad: [
      [{ downKbps: 4_000 }, '/upKbps'],
      [{ downKbps: 0, upKbps: 1 }, '/downKbps'],
    ],
    draft: [{ downKbps: 4_000 }],
  },
  addresses: {
    good: [['203.0.113.7', '2001:db8::1']],
    bad: [[['203.0.113.7', '300.1.1.1'], '/1']],
    draft: [['203.0.']],
  },
  file: { good: [id], bad: [['surat.pdf', '']], draft: [] },
  photos: {
    field: { max: 2 },
    good: [[id, otherId]],
    bad: [
      [[id, id, id], ''],
      [['a.jpg'], '/0'],
    ],
    draft: [],
  },
};

describe.each(Object.entries(cases))('a field of type %s', (type, { field = {}, good, bad, draft }) => {
  const form = formOf([{ key: 'x', type, required: true, ...field }]);

  it('takes what is right, and needs something when it is required', () => {
    for (const value of good) expect(check(form, { x: value }), JSON.stringify(value)).toEqual([]);
    expect(check(form, {})).toEqual([{ pointer: '/values/x', detail: { id: 'Wajib diisi', en: 'This is required' } }]);
    expect(check(formOf([{ key: 'x', type, ...field }]), { x: null })).toEqual([]);
  });

  it('points to the part that is wrong, in both languages', () => {
    for (const [value, ...parts] of bad) {
      const errors = check(form, { x: value });
      expect(
        errors.map(({ pointer }) => pointer),
        JSON.stringify(value),
      ).toEqual(parts.map((part) => `/values/x${part}`));
      for (const { detail } of errors) expect(detail.id).not.toBe(detail.en);
    }
  });

  it('keeps a half-written draft', () => {
    for (const value of [...draft, ...good, undefined, null])
      expect(check(form, { x: value }, { complete: false }), JSON.stringify(value)).toEqual([]);
  });
});

it('knows every type', () => {
  expect([...Object.keys(cases), 'note', 'signature'].toSorted()).toEqual([...fieldTypes].toSorted());
});

describe('what is asked', () => {
  it('asks nothing of a note, a signature and what the institution gave itself', () => {
    const form = formOf([
      { key: 'n', type: 'note' },
      { key: 's', type: 'signature' },
      { key: 'f', type: 'email', fixed: 'layanan@contoh.example', required: true },
    ]);
    expect(check(form, {})).toEqual([]);
  });

  it('asks only the fields of those who fill in', () => {
    const form = formOf([
      { key: 'a', type: 'text', required: true },
      { key: 'b', type: 'text', required: true, filledBy: 'officer' },
    ]);
    expect(pointers(form, {}, { filledBy: ['applicant'] })).toEqual(['/values/a']);
    expect(pointers(form, {})).toEqual(['/values/a', '/values/b']);
  });

  it('[UNSRI-48] asks about cascading once a bridge is named, and takes only yes', () => {
    const form = formOf([
      { key: 'bridge', type: 'text' },
      { key: 'cascading', type: 'boolean', required: true, askedWith: 'bridge', mustBe: true },
    ]);
    expect(pointers(form, {})).toEqual([]);
    expect(pointers(form, { bridge: 'X' })).toEqual(['/values/cascading']);
    expect(pointers(form, { bridge: 'X', cascading: false })).toEqual(['/values/cascading']);
    expect(pointers(form, { bridge: 'X', cascading: false }, { complete: false })).toEqual([]);
    expect(pointers(form, { bridge: 'X', cascading: true })).toEqual([]);
  });

  it('needs one of a group', () => {
    const form = formOf(
      [
        { key: 'a', type: 'place' },
        { key: 'b', type: 'venue' },
      ],
      { oneOf: [['a', 'b']] },
    );
    expect(pointers(form, {})).toEqual(['/values/a']);
    expect(pointers(form, { b: { address: 'Jalan' } })).toEqual([]);
    expect(pointers(form, {}, { complete: false })).toEqual([]);
  });

  const twoPhones = formOf(
    [
      { key: 'office', type: 'phone', twoColumns: true },
      { key: 'mobile', type: 'phone', twoColumns: true },
      { key: 'name', type: 'text', required: true, twoColumns: true },
    ],
    {
      columns: { test: { title: { id: 'A', en: 'A' } }, actual: { title: { id: 'B', en: 'B' } } },
      oneOf: [['office', 'mobile']],
    },
  );
  it('asks each of two columns for itself', () => {
    const name = { test: 'Sari', actual: 'Budi' };
    expect(pointers(twoPhones, { name, office: { test: '0711-581011' } })).toEqual(['/values/office/actual']);
    expect(pointers(twoPhones, { name, office: { test: '0711-581011' }, mobile: { actual: 'x' } })).toEqual([
      '/values/mobile/actual',
    ]);
    expect(
      pointers(twoPhones, { name: { test: 'Sari' }, office: { test: '0711-581011', actual: '0711-581012' } }),
    ).toEqual(['/values/name/actual']);
  });

  it('takes a document that is attached, and refuses one that is not', () => {
    const form = formOf([{ key: 'surat', type: 'file', required: true }]);
    expect(pointers(form, {}, { attached: [{ id, kind: 'surat' }] })).toEqual([]);
    expect(pointers(form, { surat: id }, { attached: [{ id, kind: 'surat' }] })).toEqual([]);
    expect(pointers(form, { surat: otherId }, { attached: [{ id, kind: 'surat' }] })).toEqual(['/values/surat']);
    expect(pointers(form, {}, { attached: [{ id, kind: 'foto' }] })).toEqual(['/values/surat']);
  });

  it('refuses places and equipment that are not offered', () => {
    const form = formOf([
      { key: 'p', type: 'place' },
      { key: 'e', type: 'equipment' },
    ]);
    const values = {
      p: otherId,
      e: [
        { itemId: id, count: 1 },
        { itemId: otherId, count: 1 },
      ],
    };
    expect(pointers(form, values, { places: [{ id }], equipment: [{ id }] })).toEqual(['/values/p', '/values/e/1']);
    expect(pointers(form, values)).toEqual([]);
  });

  it('lets the server refuse an address, with its reason', () => {
    const form = formOf([{ key: 'ip', type: 'addresses' }]);
    const detail = { id: 'Alamat pribadi', en: 'A private address' };
    const refuseAddress = (address: string) => (address.startsWith('10.') ? detail : null);
    const values = { ip: ['203.0.113.7', '10.0.0.1'] };
    expect(check(form, values, { refuseAddress })).toEqual([{ pointer: '/values/ip/1', detail }]);
    expect(check(form, values, { refuseAddress, complete: false })).toEqual([]);
  });
});

describe('what is filled in by itself', () => {
  const form = formOf([
    { key: 'mailbox', type: 'email', fixed: 'layanan@contoh.example' },
    { key: 'date', type: 'date', fillFrom: 'filing-date' },
    { key: 'activity', type: 'date', fillFrom: 'period-date' },
    {
      key: 'media',
      type: 'choice',
      options: [{ key: 'phone', label: { id: 'Telp', en: 'Phone' } }],
      fillFrom: 'channel',
    },
    { key: 'officer', type: 'text', fillFrom: 'officer-name' },
  ]);
  const sources = {
    'filing-date': '2026-11-23',
    'period-date': '2026-12-01',
    channel: 'phone',
    'officer-name': 'Sari',
  };

  it('takes what is known', () => {
    expect(fillValues(form, {}, sources)).toEqual({
      mailbox: 'layanan@contoh.example',
      date: '2026-11-23',
      activity: '2026-12-01',
      media: 'phone',
      officer: 'Sari',
    });
  });

  it('leaves what somebody wrote, and a medium that the form does not list', () => {
    const filled = fillValues(
      form,
      { activity: '2026-12-02', mailbox: 'lain@contoh.example' },
      { ...sources, channel: 'web' },
    );
    expect(filled).toMatchObject({ activity: '2026-12-02', mailbox: 'layanan@contoh.example' });
    expect(filled).not.toHaveProperty('media');
  });
});
