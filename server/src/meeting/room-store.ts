/** Rows of participants and of their coming and going (append-only). */
import type { Side } from '@sambung/contract/http';
import type { Database } from '../db.ts';

export interface ParticipantRow {
  readonly id: string;
  readonly displayName: string;
  readonly side: Side | null;
}

interface NewParticipant {
  accessId: string;
  roomId: string;
  side: Side | null;
  displayName: string;
}

/** The participant of an access, under its newest name; one per access, however often it joins. */
export async function saveParticipant(
  db: Database,
  { accessId, roomId, side, displayName }: NewParticipant,
): Promise<ParticipantRow> {
  return await db.participant.upsert({
    where: { accessId },
    create: { accessId, roomId, side, displayName },
    update: { displayName },
    select: { id: true, displayName: true, side: true },
  });
}

/** Who of the room stands for which site from now on: one at most for each. */
export async function saveSites(
  db: Database,
  roomId: string,
  sites: Readonly<Record<Side, string | null>>,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.participant.updateMany({ where: { roomId, side: { not: null } }, data: { side: null } });
    for (const side of ['host', 'audience'] as const) {
      const id = sites[side];
      if (id !== null) await tx.participant.update({ where: { id, roomId }, data: { side } });
    }
  });
}

/** Notes that the participant joined at `at`, unless it never left; since when it has been there. */
export async function saveJoined(db: Database, participantId: string, at: Date): Promise<Date> {
  const last = await db.participantEvent.findFirst({ where: { participantId }, orderBy: { id: 'desc' } });
  if (last?.kind === 'joined') return last.at;
  await db.participantEvent.create({ data: { participantId, kind: 'joined', at } });
  return at;
}

export async function saveLeft(db: Database, participantId: string, at: Date): Promise<void> {
  await db.participantEvent.create({ data: { participantId, kind: 'left', at } });
}

export interface PresentRow extends ParticipantRow {
  readonly accessId: string;
  readonly roomId: string;
  readonly kind: 'meeting' | 'test-call';
  readonly cascaded: boolean;
  readonly joinedAt: Date;
}

/** Doors closed for longer than this are not looked behind at a start; longer costs a walk over older rows. */
const lookBackMs = 7 * 86_400_000;

/** Everybody whose last event is that they joined. */
export async function findPresent(db: Database, now: Date): Promise<PresentRow[]> {
  const rows = await db.participant.findMany({
    where: { access: { expiresAt: { gt: new Date(now.getTime() - lookBackMs) } }, events: { some: {} } },
    include: { events: { orderBy: { id: 'desc' }, take: 1 }, access: { select: { roomKind: true } } },
  });
  const cascaded = await db.testCall.findMany({
    where: { cascaded: true, id: { in: rows.map(({ roomId }) => roomId) } },
    select: { id: true },
  });
  return rows.flatMap(({ id, displayName, side, accessId, roomId, access, events }) => {
    const last = events[0];
    if (last?.kind !== 'joined') return [];
    const kind = access.roomKind === 'meeting' ? 'meeting' : 'test-call';
    const place = { roomId, kind, cascaded: cascaded.some((one) => one.id === roomId) } as const;
    return [{ id, displayName, side, accessId, ...place, joinedAt: last.at }];
  });
}
