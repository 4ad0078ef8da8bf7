/** A request's row in the contract's words, with what its reader may do. */
import { contactSchema, type RequestDetail, type RequestSummary } from '@sambung/contract/http';
import type { Context } from '../context.ts';
import { describeWayIn } from '../meeting/index.ts';
import { type Actor, canDecide, canOpenTestCall } from './request.ts';
import type { RequestRow } from './store.ts';

export function summaryOf(row: RequestRow): RequestSummary {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    place: row.place,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    state: row.state,
    requesterId: row.requesterId,
    requesterName: row.requester.name,
    submittedAt: row.submittedAt.toISOString(),
    testCalls: row.testCalls.map(({ id, openedAt, endedAt, decision }) => ({
      id,
      openedAt: openedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      decision: decision === 'not_certified' ? 'not-certified' : decision,
    })),
  };
}

export function detailOf(context: Context, row: RequestRow, reader: Actor): RequestDetail {
  return {
    ...summaryOf(row),
    version: row.version,
    participantCount: row.participantCount,
    hostContact: contactSchema.parse(row.hostContact),
    audienceContact: contactSchema.parse(row.audienceContact),
    decision:
      row.state !== 'submitted' && row.decidedBy && row.decidedAt
        ? {
            approved: row.state === 'approved',
            reason: row.decisionReason,
            decidedByName: row.decidedBy.name,
            decidedAt: row.decidedAt.toISOString(),
          }
        : null,
    meeting: row.meeting && describeWayIn(context, row.meeting),
    may: { decide: canDecide(reader, row), openTestCall: canOpenTestCall(reader, row) },
  };
}
