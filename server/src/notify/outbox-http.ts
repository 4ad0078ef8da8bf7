/** The outbox as an administrator sees it, and whether mail leaves, over HTTP. */

import { randomUUID } from 'node:crypto';
import { definitionOf } from '@sambung/contract/notify';
import {
  mailSettingsSchema,
  mailTestSchema,
  type OutboxMessage,
  outboxDetailSchema,
  outboxMessageSchema,
  outboxPageSchema,
  outboxQuerySchema,
} from '@sambung/contract/outbox';
import { defineRoute, type Route } from '../api/index.ts';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { limitRate, senderOf } from '../guard.ts';
import { DomainError, languageOf } from '../problem.ts';
import { mailOf, testMail } from './mail.ts';
import * as store from './outbox-store.ts';
import { explainRefusal, openMailServer } from './smtp.ts';

/** Longer shows more at once, shorter answers sooner. */
const pageSize = 25;
/** Test mails of one sender in an hour: a person tries a few times, a script would be a nuisance to the mail server. */
const testsPerHour = 20;

export const outboxRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/outbox',
      summary: 'Mails of the institution, newest first',
      access: ['admin'],
      query: outboxQuerySchema,
      answer: outboxPageSchema,
    },
    async ({ context, staff, query: { state, page } }) => {
      const { mails, total } = await store.listMails(context.db, staff.institution.id, { state, page, pageSize });
      const items = mails.map((mail) => shown(context, mail));
      return { items, total, page, pageSize, delivering: context.env.mail !== undefined };
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/outbox/:id',
      summary: 'One mail as it is or would be sent',
      access: ['admin'],
      answer: outboxDetailSchema,
    },
    async ({ context, staff, params }) => {
      const mail = await store.findMail(context.db, staff.institution.id, params.id ?? '');
      if (!mail) throw new DomainError('not-found');
      return { ...shown(context, mail), text: written(context, mail).text, hasInvitation: mail.data.ics !== undefined };
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/outbox/:id/resend',
      summary: 'Send a mail once more that was sent or given up',
      access: ['admin'],
      answer: outboxMessageSchema,
      problems: ['state-conflict'],
    },
    async ({ context, staff, params }) => {
      const institutionId = staff.institution.id;
      const id = params.id ?? '';
      const now = context.clock();
      return await context.db.$transaction(async (tx) => {
        await lockInstitution(tx, institutionId);
        if (!(await store.findMail(tx, institutionId, id))) throw new DomainError('not-found');
        if (!(await store.sendAgain(tx, institutionId, id, now))) throw new DomainError('state-conflict');
        await appendAudit(tx, {
          institutionId,
          at: now,
          actorId: staff.id,
          action: 'mail.resent',
          entityId: id,
          data: {},
        });
        const mail = await store.findMail(tx, institutionId, id);
        if (!mail) throw new DomainError('not-found');
        return shown(context, mail);
      });
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/mail-settings',
      summary: 'Whether mail leaves this installation, and from which address',
      access: ['admin'],
      answer: mailSettingsSchema,
    },
    async ({ context: { env } }) => ({ delivering: env.mail !== undefined, from: env.mail?.from ?? null }),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/mail-settings/test',
      summary: 'Send oneself a test mail at once',
      access: ['admin'],
      answer: mailTestSchema,
      problems: ['too-many-requests', 'state-conflict'],
      limits: () => [limitRate({ limit: testsPerHour, windowMs: 3_600_000, key: senderOf })],
    },
    async ({ context, staff, req }) => {
      const { mail } = context.env;
      if (!mail) throw new DomainError('state-conflict', { detail: noMailServer });
      const server = openMailServer(mail.smtpUrl);
      try {
        const language = languageOf(req.headers);
        await server.send(testMail({ id: randomUUID(), staff, language, from: mail.from, now: context.clock() }));
        return { sentTo: staff.email, problem: null };
      } catch (error) {
        return { sentTo: staff.email, problem: explainRefusal(error, staff.email).said };
      } finally {
        server.close();
      }
    },
  ),
];

const noMailServer = {
  id: 'Server surat belum diatur. Isi SMTP_URL dan MAIL_FROM, lalu mulai ulang.',
  en: 'No mail server is set. Set SMTP_URL and MAIL_FROM, then restart.',
};

/** A link that opens an account belongs to its owner alone; the way into a meeting may be read out by an administrator. */
function written(context: Context, mail: store.ListedMail) {
  const open = definitionOf(mail.event).fixed ? () => '•••' : context.open;
  return mailOf(mail, { from: context.env.mail?.from ?? 'sambung@localhost', publicUrl: context.publicUrl(), open });
}

function shown(context: Context, mail: store.ListedMail): OutboxMessage {
  const { id, event, address, attempts, lastError } = mail;
  return {
    id,
    event,
    state: mail.sentAt ? 'sent' : mail.failedAt ? 'failed' : 'waiting',
    recipient: mail.data.recipient.name,
    address,
    subject: written(context, mail).subject,
    createdAt: mail.createdAt.toISOString(),
    dueAt: mail.dueAt.toISOString(),
    sentAt: mail.sentAt?.toISOString() ?? null,
    attempts,
    lastError,
  };
}
