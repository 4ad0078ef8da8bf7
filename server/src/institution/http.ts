/** The institution over HTTP: letterhead, settings, privacy notice, further institutions, checks of the installation. */
import {
  installationChecksSchema,
  institutionCreationSchema,
  institutionEditSchema,
  institutionSchema,
  institutionSummarySchema,
  newInstitutionSchema,
  privacyNoticeQuerySchema,
  privacyNoticeSchema,
} from '@sambung/contract/institution';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { dropUpload, getFile, readUpload, sendFile, storeFile } from '../file/index.ts';
import { hashPassword, makeFirstPassword } from '../identity/index.ts';
import { DomainError, languageOf } from '../problem.ts';
import { checkInstallation } from './checks.ts';
import { noticeText } from './notice.ts';
import * as store from './store.ts';

const admin = ['admin'] as const;
/** A logo is printed two centimetres wide. Larger only slows every printout. */
const logoLimitBytes = 1_000_000;

export const institutionRoutes: readonly Route[] = [
  defineRoute(
    { method: 'get', path: '/institution', summary: 'One’s own institution', access: admin, answer: institutionSchema },
    ({ context, staff }) => store.getInstitution(context.db, staff.institution.id),
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/institution',
      summary: 'Change name, zone, letterhead or settings',
      access: admin,
      body: institutionEditSchema,
      answer: institutionSchema,
    },
    async ({ context, staff, body }) => {
      const actor = { institutionId: staff.institution.id, actorId: staff.id, now: context.clock() };
      await context.db.$transaction((tx) => store.editInstitution(tx, actor, body));
      return await store.getInstitution(context.db, staff.institution.id);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/institution/logo',
      summary: 'The letterhead’s picture',
      access: 'staff',
      answer: 'file',
      problems: ['not-found'],
    },
    async ({ context, staff, res }) => {
      const { letterhead } = await store.getInstitution(context.db, staff.institution.id);
      if (letterhead.logoFileId === null) throw new DomainError('not-found');
      const file = await getFile(context.db, staff.institution.id, letterhead.logoFileId);
      await sendFile(context, res, file, { inline: true });
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/institution/logo',
      summary: 'A picture for the letterhead (PNG or JPEG, multipart field `file`)',
      access: admin,
      upload: true,
      answer: institutionSchema,
      problems: ['file-type-refused', 'payload-too-large', 'malformed-body', 'storage-full'],
    },
    async ({ context, staff, req }) => {
      const received = await readUpload(context, req, { limitBytes: logoLimitBytes });
      const [upload] = received.files;
      if (!upload) {
        await dropUpload(received);
        throw new DomainError('malformed-body');
      }
      const actor = { institutionId: staff.institution.id, actorId: staff.id, now: context.clock() };
      await context.db.$transaction(async (tx) => {
        const file = await storeFile(context, tx, { ...actor, upload, accept: ['image/png', 'image/jpeg'] });
        await store.setLogo(tx, actor, file.id);
      });
      return await store.getInstitution(context.db, staff.institution.id);
    },
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/institution/logo',
      summary: 'Print no picture',
      access: admin,
      answer: institutionSchema,
    },
    async ({ context, staff }) => {
      const actor = { institutionId: staff.institution.id, actorId: staff.id, now: context.clock() };
      await context.db.$transaction((tx) => store.setLogo(tx, actor, null));
      return await store.getInstitution(context.db, staff.institution.id);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/institutions',
      summary: 'Every institution of the installation, for admins of the one that runs it',
      access: admin,
      answer: z.array(institutionSummarySchema),
      problems: ['forbidden'],
    },
    ({ context, staff }) => {
      if (!staff.operator) throw new DomainError('forbidden');
      return store.listInstitutions(context.db);
    },
  ),
  defineRoute(
    {
      method: 'post',
      path: '/institutions',
      summary: 'Another institution with its first administrator',
      access: admin,
      body: institutionCreationSchema,
      answer: newInstitutionSchema,
      status: 201,
      problems: ['forbidden', 'email-taken'],
    },
    async ({ context, staff, body }) => {
      if (!staff.operator) throw new DomainError('forbidden');
      const firstPassword = makeFirstPassword();
      const passwordHash = await hashPassword(firstPassword);
      return await context.db.$transaction(async (tx) => {
        const id = await store.createInstitution(tx, body, { passwordHash, now: context.clock() });
        const [summary] = await store.listInstitutions(tx, id);
        if (!summary) throw new Error('the institution that was just made is not there');
        return { ...summary, firstPassword };
      });
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/installation/checks',
      summary: 'Is the public address ours, may cameras be used, do the media ports answer',
      access: admin,
      answer: installationChecksSchema,
      problems: ['forbidden'],
    },
    ({ context, staff }) => {
      if (!staff.operator) throw new DomainError('forbidden');
      return checkInstallation(context);
    },
  ),
  defineRoute(
    {
      method: 'get',
      path: '/privacy-notice',
      summary: 'What happens to personal data, in the reader’s language',
      access: 'anyone',
      joining: true,
      query: privacyNoticeQuerySchema,
      answer: privacyNoticeSchema,
      problems: ['not-found'],
    },
    async ({ context, req, query }) => {
      const institution = await store.findForNotice(context.db, query.institution);
      if (!institution) throw new DomainError('not-found');
      const { name, settings } = institution;
      const text = noticeText(languageOf(req.headers), name, settings.privacyNotice);
      return { institutionName: name, text, contact: settings.privacyContact, retention: settings.retention };
    },
  ),
];
