/** An institution's own mail texts over HTTP: checked when they are saved, shown with sample facts before. */
import {
  definitionOf,
  type NotificationEvent,
  notificationEventNames,
  notificationEventSchema,
  placeholdersOf,
} from '@sambung/contract/notify';
import {
  type MailText,
  type MailTextInput,
  mailPreviewSchema,
  mailTextInputSchema,
  mailTextSchema,
} from '@sambung/contract/outbox';
import { type Language, languageSchema, languages } from '@sambung/contract/problem';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { DomainError, type FieldError } from '../problem.ts';
import { defaultWords, sampleMail } from './mail.ts';
import * as store from './mail-text-store.ts';
import { faultsOf } from './text.ts';

const one = { path: '/mail-texts/:event/:language', access: ['admin'] } as const;

export const mailTextRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/mail-texts',
      summary: 'The texts of all mails in both languages',
      access: ['admin'],
      answer: z.array(mailTextSchema),
    },
    ({ context, staff }) => listTexts(context, staff.institution.id),
  ),
  defineRoute(
    {
      method: 'put',
      ...one,
      summary: "The institution's own words",
      body: mailTextInputSchema,
      answer: mailTextSchema,
    },
    async ({ context, staff, params, body }) => {
      const { event, language } = textNamed(params);
      check(event, body);
      await change(context, staff, { event, language }, (tx, key) => store.storeText(tx, key, body));
      return shown(event, language, body);
    },
  ),
  defineRoute(
    { method: 'delete', ...one, summary: 'Back to the words that Sambung brings', answer: mailTextSchema },
    async ({ context, staff, params }) => {
      const { event, language } = textNamed(params);
      await change(context, staff, { event, language }, async (tx, key) => {
        await store.removeText(tx, key);
      });
      return shown(event, language, null);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/mail-texts/:event/:language/preview',
      access: ['admin'],
      summary: 'What a mail with these words would say, with sample facts',
      body: mailTextInputSchema,
      answer: mailPreviewSchema,
    },
    async ({ context, staff, params, body }) => {
      const { event, language } = textNamed(params);
      check(event, body);
      return sampleMail({ event, language, words: body, staff, publicUrl: context.publicUrl(), now: context.clock() });
    },
  ),
];

async function listTexts({ db }: Context, institutionId: string): Promise<MailText[]> {
  const own = await store.listOwnTexts(db, institutionId);
  return notificationEventNames.flatMap((event) =>
    languages.map((language) =>
      shown(event, language, own.find((text) => text.event === event && text.language === language) ?? null),
    ),
  );
}

function shown(event: NotificationEvent, language: Language, own: MailTextInput | null): MailText {
  const { subject, body } = own ?? defaultWords(event, language);
  const needs = [...(definitionOf(event).needs ?? [])];
  return { event, language, subject, body, own: own !== null, placeholders: [...placeholdersOf(event)], needs };
}

/** Throws `not-found` for a text that does not exist. */
function textNamed(params: Readonly<Record<string, string>>): { event: NotificationEvent; language: Language } {
  const event = notificationEventSchema.safeParse(params.event);
  const language = languageSchema.safeParse(params.language);
  if (!event.success || !language.success) throw new DomainError('not-found');
  return { event: event.data, language: language.data };
}

/** Throws `invalid-input` with what is wrong in subject and body. */
function check(event: NotificationEvent, { subject, body }: MailTextInput): void {
  const known = placeholdersOf(event);
  const errors = [
    ...errorsOf('/subject', faultsOf(subject, known, [])),
    ...errorsOf('/body', faultsOf(body, known, definitionOf(event).needs ?? [])),
  ];
  if (errors.length > 0) throw new DomainError('invalid-input', { errors });
}

function errorsOf(pointer: string, { unknown, missing, broken }: ReturnType<typeof faultsOf>): FieldError[] {
  const named = (names: readonly string[]) => names.map((name) => `{{${name}}}`).join(', ');
  if (unknown.length > 0)
    return [
      {
        pointer,
        detail: {
          id: `Isian ini tidak dikenal: ${named(unknown)}`,
          en: `This placeholder is not known: ${named(unknown)}`,
        },
      },
    ];
  if (broken)
    return [
      {
        pointer,
        detail: {
          id: 'Ada kurung {{ atau }} yang tidak berpasangan. Tulis seperti {{title}}, dengan huruf kecil.',
          en: 'A {{ or }} stands alone. Write like {{title}}, in lower case.',
        },
      },
    ];
  if (missing.length > 0)
    return [{ pointer, detail: { id: `Harus memuat ${named(missing)}`, en: `It must contain ${named(missing)}` } }];
  return [];
}

async function change(
  { db, clock }: Context,
  staff: { id: string; institution: { id: string } },
  text: { event: NotificationEvent; language: Language },
  act: (tx: Parameters<typeof store.storeText>[0], key: Parameters<typeof store.storeText>[1]) => Promise<void>,
): Promise<void> {
  const institutionId = staff.institution.id;
  await db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    await act(tx, { institutionId, ...text });
    await appendAudit(tx, {
      institutionId,
      at: clock(),
      actorId: staff.id,
      action: 'mail-text.changed',
      entityId: institutionId,
      data: text,
    });
  });
}
