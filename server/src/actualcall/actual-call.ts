/** A conference as its technician sees it: who is there and stands for which site, and the newest seconds. */
import type { ActualCallDetail, ActualCallSites } from '@sambung/contract/actual-call';
import type { Staff } from '@sambung/contract/http';
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import type { Case } from '../request/index.ts';
import { observedOf, toShownSample } from '../testcall/index.ts';
import { likelySideOf } from './likely-side.ts';
import * as store from './store.ts';

/** Two directions over two minutes: what the curves show. */
const shownSamples = 240;

/** Throws `state-conflict` for a case without a meeting. */
export async function describeActualCall(context: Context, request: Case): Promise<ActualCallDetail> {
  const { meeting } = request;
  if (!meeting) throw new DomainError('state-conflict');
  const { db, conferences } = context;
  const row = await store.findActualCall(db, request.id);
  const samples = row ? await store.readSamples(db, row.meetingId, shownSamples) : [];
  const tested = observedOf(await store.testedAddresses(db, request.id));
  const present = conferences?.participants(meeting.id) ?? [];
  const addresses =
    present.length === 0 ? new Map<string, string[]>() : ((await conferences?.addresses(meeting.id)) ?? new Map());
  return {
    requestId: request.id,
    requestNumber: request.number ?? '',
    title: request.title,
    code: meeting.code,
    timeZone: request.timeZone,
    startedAt: row?.startedAt.toISOString() ?? null,
    people: present.map(({ participantId, displayName, connected, side }) => ({
      ...{ participantId, displayName, connected, side },
      likelySide: likelySideOf(addresses.get(participantId) ?? [], tested),
    })),
    drops: { host: row?.hostDrops ?? 0, audience: row?.audienceDrops ?? 0 },
    sampleCount: row ? await store.countSamples(db, row.meetingId) : 0,
    samples: row ? samples.map((sample) => toShownSample(sample, row.startedAt)) : [],
  };
}

/** Says who in the conference stands for which site; from then on it is measured. Throws `not-found` for somebody who is not there. */
export async function nameSites(context: Context, staff: Staff, request: Case, sites: ActualCallSites): Promise<void> {
  const { meeting } = request;
  const { conferences } = context;
  if (!meeting || !conferences) throw new DomainError('state-conflict');
  const now = context.clock();
  const institutionId = staff.institution.id;
  await conferences.nameSites(meeting.id, sites);
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    await store.beginActualCall(tx, { meetingId: meeting.id, institutionId, requestId: request.id, startedAt: now });
    await appendAudit(tx, {
      ...{ institutionId, at: now, actorId: staff.id, action: 'actual-call.sites-named', entityId: meeting.id },
      data: { requestId: request.id, host: sites.host, audience: sites.audience },
    });
  });
}
