/** A test call as staff see it: opened for a request, described with what was measured, decided once. */
import type { CertificationInput, Staff, TestCallDetail } from '@sambung/contract/http';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { newLinkToken, newRoomCode } from '../meeting/index.ts';
import { DomainError } from '../problem.ts';
import * as store from './store.ts';

/** Two directions over two minutes: what the console's curves show. */
const shownSamples = 240;

/** The test call of the staff member's own institution. Throws `not-found`: another institution's does not exist. */
export async function getTestCall(context: Context, staff: Staff, id: unknown): Promise<store.TestCallRow> {
  const known = z.uuid().safeParse(id);
  const row = known.success ? await store.findTestCall(context.db, staff.institution.id, known.data) : null;
  if (!row) throw new DomainError('not-found');
  return row;
}

/** Opens one for the request; the new test call's id. */
export async function openTestCall(context: Context, staff: Staff, requestId: string): Promise<string> {
  return await store.openTestCall(context.db, {
    institutionId: staff.institution.id,
    requestId,
    openedById: staff.id,
    now: context.clock(),
    hostTokenSealed: context.seal(newLinkToken()),
    audienceTokenSealed: context.seal(newLinkToken()),
    claimCode: newRoomCode,
  });
}

/** Throws `already-decided`, or `state-conflict` while a direction is not measured. */
export async function decideTestCall(
  context: Context,
  staff: Staff,
  testCallId: string,
  input: CertificationInput,
): Promise<void> {
  const outcome = await store.decide(context.db, {
    institutionId: staff.institution.id,
    testCallId,
    decidedById: staff.id,
    ...input,
    now: context.clock(),
  });
  if (outcome === 'already-decided') throw new DomainError('already-decided');
  if (outcome === 'not-sampled') {
    throw new DomainError('state-conflict', {
      detail: {
        id: 'Belum ada hasil ukur dari kedua arah.',
        en: 'There are no measurements of both directions yet.',
      },
    });
  }
}

export async function describeTestCall(context: Context, row: store.TestCallRow): Promise<TestCallDetail> {
  const link = (sealed: string) => `${context.publicUrl()}/t/${row.code}#${context.open(sealed)}`;
  const { samples, sampleCount } = await store.readSamples(context.db, row.id, shownSamples);
  return {
    id: row.id,
    openedAt: row.openedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    decision: row.decision === 'not_certified' ? 'not-certified' : row.decision,
    requestId: row.requestId,
    requestNumber: row.request.number ?? '',
    title: row.request.title,
    code: row.code,
    timeZone: row.request.place?.timeZone ?? row.request.institution.timeZone,
    hostUrl: link(row.hostTokenSealed),
    audienceUrl: link(row.audienceTokenSealed),
    sides: (context.testCallRooms?.participants(row.id) ?? []).flatMap(({ side, displayName, connected }) =>
      side ? [{ side, displayName, connected }] : [],
    ),
    sampleCount,
    samples,
    simulated: row.simulatedReasons.length > 0,
    simulatedReasons: row.simulatedReasons as TestCallDetail['simulatedReasons'],
    note: row.note,
    decidedByName: row.decidedBy?.name ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}
