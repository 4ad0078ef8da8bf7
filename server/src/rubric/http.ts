/** Rubrics over HTTP: read by everybody of the institution, published by administrators. */
import {
  type RubricVersion,
  rubricCheckSchema,
  rubricDocumentSchema,
  rubricPublicationSchema,
  rubricSourceSchema,
  rubricSummarySchema,
  rubricVersionSchema,
} from '@sambung/contract/rubric';
import { keySchema } from '@sambung/contract/text';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { checkText } from '../source/index.ts';
import { checkRubric } from './check-rubric.ts';
import { shortestMeasuredSeconds } from './rails.ts';
import * as store from './store.ts';

export const rubricRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/rubrics',
      summary: 'Rubrics by which test calls are judged',
      access: 'staff',
      answer: z.array(rubricSummarySchema),
    },
    ({ context, staff }) => store.listRubrics(context.db, staff.institution.id),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/rubrics/check',
      summary: 'Check the text of a rubric',
      access: ['admin'],
      body: rubricSourceSchema,
      answer: rubricCheckSchema,
    },
    async ({ context, body }) => checkSource(context, body.source),
  ),
  defineRoute(
    {
      method: 'get',
      path: '/rubrics/:key/versions/:version',
      summary: 'One version of a rubric with its history',
      access: 'staff',
      answer: rubricVersionSchema,
    },
    ({ context, staff, params }) => getVersion(context, staff.institution.id, params.key ?? '', params.version ?? ''),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/rubrics/:key/versions',
      summary: 'Publish a new version of a rubric',
      access: ['admin'],
      body: rubricPublicationSchema,
      answer: rubricVersionSchema,
      status: 201,
      problems: ['state-conflict', 'key-taken', 'invalid-input'],
    },
    async ({ context, staff, params, body }) => {
      const { success, data: key } = keySchema.safeParse(params.key);
      if (!success) throw new DomainError('not-found');
      const { document, errors } = checkSource(context, body.source);
      if (!document)
        throw new DomainError('invalid-input', {
          errors: errors.slice(0, 20).map(({ line, message }) => ({
            pointer: '/source',
            detail: { id: `Baris ${line}: ${message.id}`, en: `Line ${line}: ${message.en}` },
          })),
        });
      const facts = { institutionId: staff.institution.id, publishedById: staff.id, now: context.clock() };
      const { version } = await context.db.$transaction((tx) =>
        store.publishRubric(tx, { ...facts, ...body, key, document }),
      );
      return await getVersion(context, staff.institution.id, key, String(version));
    },
  ),
];

/** An installation whose clock is turned by tests measures as briefly as they like; its certificates are simulations. */
function checkSource({ env }: Context, source: string) {
  const shortestSeconds = env.testClockFile === undefined ? shortestMeasuredSeconds : 1;
  return checkText(source, rubricDocumentSchema, (document) => checkRubric(document, shortestSeconds));
}

async function getVersion(
  context: Context,
  institutionId: string,
  key: string,
  version: string,
): Promise<RubricVersion> {
  const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : null;
  const found = number === null ? null : await store.findRubricVersion(context.db, institutionId, key, number);
  if (!found) throw new DomainError('not-found');
  return found;
}
