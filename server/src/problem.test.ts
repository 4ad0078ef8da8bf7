/** Problems: the reader's language, and what zod found in words for a person. */
import { accessInputSchema, contactSchema, setupInputSchema } from '@sambung/contract/http';
import { problemCodes, problemSchema } from '@sambung/contract/problem';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DomainError, languageOf, parseInput, problemOf } from './problem.ts';

test.each([
  [{}, 'id'],
  [{ 'accept-language': 'en-GB,en;q=0.9' }, 'en'],
  [{ 'accept-language': 'id-ID,id;q=0.9,en;q=0.8' }, 'id'],
  [{ 'accept-language': 'en;q=0.5,id;q=0.9' }, 'id'],
  [{ 'accept-language': 'fr,de' }, 'id'],
  [{ 'accept-language': 'fr,en;q=0.1' }, 'en'],
  [{ 'accept-language': 'en;q=abc,,;;=' }, 'en'],
  [{ 'accept-language': 'id', cookie: 'a=b; lang=en' }, 'en'],
  [{ 'accept-language': 'en', cookie: 'lang=xx' }, 'en'],
])('the language for %o is %s', (headers, language) => {
  expect(languageOf(headers)).toBe(language);
});

test('every code has a title in both languages and a status of an error', () => {
  for (const code of Object.keys(problemCodes) as (keyof typeof problemCodes)[]) {
    const [indonesian, english] = (['id', 'en'] as const).map((language) => problemOf(new DomainError(code), language));
    expect(problemSchema.parse(indonesian).title).not.toBe('');
    expect(english?.title).not.toBe(indonesian?.title);
    expect(english?.status).toBeGreaterThanOrEqual(400);
  }
});

test('an error nobody meant tells nothing of itself', () => {
  const problem = problemOf(new Error('password=hunter2'), 'en', 'id-1');
  expect(problem).toEqual({
    type: '/problems/internal',
    code: 'internal',
    title: 'Something went wrong on our side',
    status: 500,
    requestId: 'id-1',
  });
});

function errorsOf(schema: Parameters<typeof parseInput>[0], input: unknown, language: 'id' | 'en') {
  try {
    parseInput(schema, input);
  } catch (error) {
    return problemOf(error, language).errors;
  }
  return undefined;
}

/** Fields of every kind that a form or route asks for. */
const requestInputSchema = z
  .object({
    title: z.string().trim().min(1).max(200),
    placeId: z.uuid(),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    participantCount: z.int().min(1).max(10_000),
    hostContact: contactSchema,
    audienceContact: contactSchema,
  })
  // Written as "not wrong", so that an unreadable instant (NaN) is told at its own field only.
  .refine((r) => !(Date.parse(r.endsAt) <= Date.parse(r.startsAt)), { path: ['endsAt'], message: 'ends-after-start' })
  .refine((r) => !(Date.parse(r.endsAt) - Date.parse(r.startsAt) > 24 * 3_600_000), {
    path: ['endsAt'],
    message: 'at-most-24-hours',
  });

/** A choice whose branches ask for different fields. */
const decisionInputSchema = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('approve'), version: z.int() }),
  z.object({ decision: z.literal('refuse'), version: z.int(), reason: z.string().trim().min(1).max(2_000) }),
]);

const contact = { name: 'Narahubung', email: 'narahubung@contoh.example', phone: '+62 812 3456 7890' };
const request = {
  title: 'Rapat koordinasi',
  placeId: '01970000-0000-7000-8000-000000000000',
  startsAt: '2026-11-24T02:00:00.000Z',
  endsAt: '2026-11-24T04:00:00.000Z',
  participantCount: 12,
  hostContact: contact,
  audienceContact: contact,
};

test.each([
  [requestInputSchema, { ...request, title: undefined }, '/title', 'Wajib diisi', 'This is required'],
  [requestInputSchema, { ...request, title: '  ' }, '/title', 'Wajib diisi', 'This is required'],
  [
    requestInputSchema,
    { ...request, title: 'x'.repeat(201) },
    '/title',
    'Paling banyak 200 huruf',
    'At most 200 characters',
  ],
  [
    requestInputSchema,
    { ...request, placeId: 'aula' },
    '/placeId',
    'Pilihan tidak dikenal',
    'This choice is not known',
  ],
  [
    requestInputSchema,
    { ...request, startsAt: 'besok' },
    '/startsAt',
    'Tulis tanggal dan waktu yang benar',
    'Enter a valid date and time',
  ],
  [
    requestInputSchema,
    { ...request, endsAt: request.startsAt },
    '/endsAt',
    'Waktu selesai harus setelah waktu mulai',
    'The end must be after the start',
  ],
  [
    requestInputSchema,
    { ...request, endsAt: '2026-11-26T02:00:00.000Z' },
    '/endsAt',
    'Paling lama 24 jam',
    'At most 24 hours',
  ],
  [requestInputSchema, { ...request, participantCount: 0 }, '/participantCount', 'Paling sedikit 1', 'At least 1'],
  [requestInputSchema, { ...request, participantCount: 1.5 }, '/participantCount', 'Isian tidak benar', undefined],
  [
    requestInputSchema,
    { ...request, hostContact: { ...request.hostContact, email: 'a@' } },
    '/hostContact/email',
    'Tulis alamat email yang benar',
    'Enter a valid email address',
  ],
  [
    requestInputSchema,
    { ...request, audienceContact: { ...request.audienceContact, phone: 'telepon' } },
    '/audienceContact/phone',
    'Tulis nomor telepon, misalnya +62 812 3456 7890',
    'Enter a phone number such as +62 812 3456 7890',
  ],
  [
    setupInputSchema,
    {
      token: 't',
      institutionName: 'I',
      timeZone: 'Asia/Atlantis',
      name: 'N',
      email: 'n@contoh.example',
      password: 'cukup panjang ini',
    },
    '/timeZone',
    'Zona waktu tidak dikenal',
    'This time zone is not known',
  ],
  [
    setupInputSchema,
    {
      token: 't',
      institutionName: 'I',
      timeZone: 'Asia/Jakarta',
      name: 'N',
      email: 'n@contoh.example',
      password: 'pendek',
    },
    '/password',
    'Paling sedikit 12 huruf',
    'At least 12 characters',
  ],
  [
    accessInputSchema,
    { code: '12345', password: 'x' },
    '/code',
    'ID rapat terdiri dari sembilan angka',
    'A meeting ID is nine digits',
  ],
  [accessInputSchema, { code: '123456789', password: '' }, '/password', 'Wajib diisi', 'This is required'],
  [decisionInputSchema, { decision: 'refuse', version: 1 }, '/reason', 'Wajib diisi', 'This is required'],
  [decisionInputSchema, { decision: 'maybe', version: 1 }, '/decision', undefined, undefined],
] as const)('field error %#', (schema, input, pointer, indonesian, english) => {
  const [id, en] = [errorsOf(schema, input, 'id'), errorsOf(schema, input, 'en')];
  expect(id).toHaveLength(1);
  expect(id?.[0]?.pointer).toBe(pointer);
  expect(en?.[0]?.detail).not.toBe(id?.[0]?.detail);
  if (indonesian) expect(id?.[0]?.detail).toBe(indonesian);
  if (english) expect(en?.[0]?.detail).toBe(english);
});

test('several wrong fields are told at once, each once', () => {
  const errors = errorsOf(requestInputSchema, {}, 'en');
  expect(errors?.map(({ pointer }) => pointer).sort()).toEqual([
    '/audienceContact',
    '/endsAt',
    '/hostContact',
    '/participantCount',
    '/placeId',
    '/startsAt',
    '/title',
  ]);
});

test.each([undefined, null, 'text', 5, []])('input %o instead of an object is told at the whole', (input) => {
  expect(errorsOf(requestInputSchema, input, 'en')?.map(({ pointer }) => pointer)).toEqual(['']);
});
