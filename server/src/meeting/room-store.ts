/** Rows of participants and of their coming and going (append-only). */
import type { Side } from '@sambung/contract/http';
import { initialSettings, type MeetingRole, type RoomSettings, roomSettingsSchema } from '@sambung/contract/meeting';
import type { Database } from '../db.ts';
import type { MeetingRole as StoredRole } from '../generated/prisma/enums.ts';

export interface ParticipantRow {
  readonly id: string;
  readonly displayName: string;
  readonly side: Side | null;
  readonly role: MeetingRole;
  readonly verified: boolean;
  readonly handRaisedAt: Date | null;
}

const shown = {
  ...{ id: true, displayName: true, side: true, role: true, handRaisedAt: true },
  access: { select: { staffId: true, roomKind: true } },
} as const;

interface Shown extends Omit<ParticipantRow, 'role' | 'verified'> {
  role: StoredRole;
  access: { staffId: string | null };
}

const rowOf = ({ role, access, ...row }: Shown): ParticipantRow => ({
  ...row,
  role: role === 'co_host' ? 'co-host' : role,
  verified: access.staffId !== null,
});
const storedRole = (role: MeetingRole): StoredRole => (role === 'co-host' ? 'co_host' : role);

interface NewParticipant {
  accessId: string;
  roomId: string;
  side: Side | null;
  displayName: string;
  isHost: boolean;
  /** Who has been here before is called as they were. */
  keepsName: boolean;
}

/** The participant of an access, under its newest name; one per access, however often it joins. */
export async function saveParticipant(
  db: Database,
  { accessId, roomId, side, displayName, isHost, keepsName }: NewParticipant,
): Promise<ParticipantRow> {
  const lead = isHost ? ({ role: 'host' } as const) : {};
  const row = await db.participant.upsert({
    where: { accessId },
    create: { accessId, roomId, side, displayName, ...lead },
    update: { ...(!keepsName && { displayName }), ...lead },
    select: shown,
  });
  return rowOf(row);
}

/** A host that is made something else does not become one again by its link. */
export async function saveRole(db: Database, participantId: string, role: MeetingRole): Promise<void> {
  const access = { update: { isHost: role === 'host' } };
  await db.participant.update({ where: { id: participantId }, data: { role: storedRole(role), access } });
}

/** From `at` on somebody is called so. */
export async function saveName(db: Database, participantId: string, displayName: string, at: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.participant.update({ where: { id: participantId }, data: { displayName } });
    await tx.participantEvent.create({ data: { participantId, kind: 'renamed', displayName, at } });
  });
}

export async function saveHands(
  db: Database,
  participantIds: readonly string[],
  handRaisedAt: Date | null,
): Promise<void> {
  await db.participant.updateMany({ where: { id: { in: [...participantIds] } }, data: { handRaisedAt } });
}

export async function saveAdmitted(db: Database, accessIds: readonly string[], at: Date): Promise<void> {
  await db.roomAccess.updateMany({ where: { id: { in: [...accessIds] } }, data: { admittedAt: at } });
}

/** The access opens nothing any more; `ban`: nor does any link in this browser. */
export async function revokeAccess(db: Database, accessId: string, at: Date, ban: boolean): Promise<void> {
  await db.roomAccess.update({ where: { id: accessId }, data: { revokedAt: at, bannedAt: ban ? at : null } });
}

/** What the hosts have set; what nobody has set is as at the beginning. */
export async function findSettings(db: Database, meetingId: string): Promise<RoomSettings> {
  const row = await db.meeting.findUnique({ where: { id: meetingId }, select: { settings: true } });
  if (!row?.settings) return initialSettings;
  // What was set before there was a permission more.
  const { permissions, ...settings } = row.settings as Partial<RoomSettings>;
  return roomSettingsSchema.parse({ ...settings, permissions: { ...initialSettings.permissions, ...permissions } });
}

export async function saveSettings(db: Database, meetingId: string, settings: RoomSettings): Promise<void> {
  await db.meeting.update({ where: { id: meetingId }, data: { settings } });
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

/** Comings and goings; a new name is neither. */
const moves: { kind: { in: ('joined' | 'left')[] } } = { kind: { in: ['joined', 'left'] } };
const lastMove = (db: Database, participantId: string) =>
  db.participantEvent.findFirst({ where: { participantId, ...moves }, orderBy: { id: 'desc' } });

/** Notes that the participant joined at `at`, unless it never left; since when it has been there. */
export async function saveJoined(
  db: Database,
  { id: participantId, displayName }: Pick<ParticipantRow, 'id' | 'displayName'>,
  at: Date,
): Promise<Date> {
  const last = await lastMove(db, participantId);
  if (last?.kind === 'joined') return last.at;
  await db.participantEvent.create({ data: { participantId, kind: 'joined', displayName, at } });
  return at;
}

/** Who came in by this access, as the reader of what is written; null before they ever did. */
export async function findReader(db: Database, accessId: string) {
  const row = await db.participant.findUnique({ where: { accessId }, select: { id: true, role: true } });
  return row && { id: row.id, role: row.role === 'co_host' ? ('co-host' as const) : row.role };
}

/** Whether the browser behind this access ever was in the room. */
export async function hasBeenIn(db: Database, accessId: string): Promise<boolean> {
  return (await db.participantEvent.count({ where: { participant: { accessId } } })) > 0;
}

/** When the participant left; null while it is there. */
export async function findLeft(db: Database, participantId: string): Promise<Date | null> {
  const last = await lastMove(db, participantId);
  return last?.kind === 'left' ? last.at : null;
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
    select: { ...shown, accessId: true, roomId: true, events: { where: moves, orderBy: { id: 'desc' }, take: 1 } },
  });
  const cascaded = await db.testCall.findMany({
    where: { cascaded: true, id: { in: rows.map(({ roomId }) => roomId) } },
    select: { id: true },
  });
  return rows.flatMap(({ accessId, roomId, events, ...row }) => {
    const last = events[0];
    if (last?.kind !== 'joined') return [];
    const kind = row.access.roomKind === 'meeting' ? 'meeting' : 'test-call';
    const place = { roomId, kind, cascaded: cascaded.some((one) => one.id === roomId) } as const;
    return [{ ...rowOf(row), accessId, ...place, joinedAt: last.at }];
  });
}
