/** Rows of requests. Filing and deciding are one transaction each, with their holds, their meeting and their audit entry. */
import type { RequestInput } from '@sambung/contract/http';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Database, Transaction } from '../db.ts';
import { insertHold, releaseHolds } from '../schedule/index.ts';
import { nextRunning, requestNumber } from './request.ts';

const details = {
  place: { select: { id: true, name: true, location: true, capacity: true, timeZone: true } },
  requester: { select: { name: true } },
  decidedBy: { select: { name: true } },
  meeting: { select: { code: true, passwordSealed: true, inviteSealed: true } },
  testCalls: {
    select: { id: true, openedAt: true, endedAt: true, decision: true },
    orderBy: { openedAt: 'asc' },
  },
} as const;

export type RequestRow = NonNullable<Awaited<ReturnType<typeof findRequest>>>;

/** The request with everything its page shows; null when there is none in this institution. */
export async function findRequest(db: Database | Transaction, institutionId: string, id: string) {
  return await db.request.findFirst({ where: { id, institutionId }, include: details });
}

/** More than a screen ever shows; the newest come first. */
const listLimit = 500;

/** The institution's requests, newest first; only those of `requesterId` when it is given. */
export async function listRequests(db: Database, institutionId: string, requesterId?: string): Promise<RequestRow[]> {
  return await db.request.findMany({
    where: { institutionId, ...(requesterId !== undefined && { requesterId }) },
    include: details,
    orderBy: [{ submittedAt: 'desc' }, { id: 'desc' }],
    take: listLimit,
  });
}

interface Filing {
  institutionId: string;
  requesterId: string;
  /** The year of the number, in the institution's zone. */
  year: number;
  now: Date;
  input: RequestInput;
}

/** Files the request and holds its place, first in first served. Throws the database's error when the place is held (`isHoldConflict`). */
export async function fileRequest(db: Database, { institutionId, requesterId, year, now, input }: Filing) {
  return await db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const last = await tx.request.findFirst({
      where: { institutionId, number: { startsWith: `${year}-` } },
      orderBy: { number: 'desc' },
      select: { number: true },
    });
    const slot = { startsAt: new Date(input.startsAt), endsAt: new Date(input.endsAt) };
    const number = requestNumber(year, nextRunning(last?.number ?? null));
    const { title, placeId, participantCount, hostContact, audienceContact } = input;
    const { id } = await tx.request.create({
      data: {
        ...{ institutionId, requesterId, number, title, placeId, participantCount, hostContact, audienceContact },
        ...slot,
        submittedAt: now,
      },
      select: { id: true },
    });
    await insertHold(tx, { institutionId, requestId: id, resourceId: placeId, ...slot, createdAt: now });
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: requesterId,
      action: 'request.submitted',
      entityId: id,
      data: { number, placeId, startsAt: slot.startsAt.toISOString(), endsAt: slot.endsAt.toISOString() },
    });
    return id;
  });
}

interface Decision {
  institutionId: string;
  requestId: string;
  deciderId: string;
  version: number;
  /** Null approves. */
  refusalReason: string | null;
  now: Date;
  /** Makes the meeting of an approved request and returns its id. */
  createMeeting(tx: Transaction): Promise<string>;
}

/** Decides when nobody else has: compare-and-swap on state and version. Returns whether this decision was the one. */
export async function decideRequest(db: Database, decision: Decision): Promise<boolean> {
  const { institutionId, requestId, deciderId, version, refusalReason, now } = decision;
  const approved = refusalReason === null;
  return await db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const { count } = await tx.request.updateMany({
      where: { id: requestId, institutionId, state: 'submitted', version },
      data: {
        state: approved ? 'approved' : 'refused',
        version: { increment: 1 },
        decidedById: deciderId,
        decidedAt: now,
        decisionReason: refusalReason,
      },
    });
    if (count === 0) return false;
    const meetingId = approved ? await decision.createMeeting(tx) : null;
    if (!approved) await releaseHolds(tx, requestId, now);
    await appendAudit(tx, {
      institutionId,
      at: now,
      actorId: deciderId,
      action: approved ? 'request.approved' : 'request.refused',
      entityId: requestId,
      data: approved ? { meetingId } : { reason: refusalReason },
    });
    return true;
  });
}
