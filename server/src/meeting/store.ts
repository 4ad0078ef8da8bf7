/** Rows of meetings, of the codes they share with test calls, and of doors that were opened. */
import type { Side } from '@sambung/contract/http';
import type { Database, Transaction } from '../db.ts';
import type { RandomInt, Room } from './meeting.ts';
import { roomCodeFrom } from './meeting.ts';

/** Tries before giving up; with a million rooms one in nine hundred tries meets a code in use, so twenty in a row mean a broken source of randomness. */
const codeTries = 20;

/** A code that no meeting and no test call has or had; claimed by the caller's transaction. */
export async function claimRoomCode(tx: Transaction, random: RandomInt): Promise<string> {
  for (let tries = 0; tries < codeTries; tries++) {
    const code = roomCodeFrom(random);
    const inserted = await tx.$executeRaw`INSERT INTO room_codes (code) VALUES (${code}) ON CONFLICT DO NOTHING`;
    if (inserted === 1) return code;
  }
  throw new Error(`no free room code in ${codeTries} tries`);
}

interface NewMeeting {
  institutionId: string;
  requestId: string;
  code: string;
  passwordSealed: string;
  inviteSealed: string;
  hostSealed: string;
  createdAt: Date;
}

export async function insertMeeting(tx: Transaction, meeting: NewMeeting): Promise<string> {
  return (await tx.meeting.create({ data: meeting, select: { id: true } })).id;
}

/** A door: the room behind it and the sealed secrets that open it. */
export interface Door {
  readonly room: Room;
  readonly passwordSealed: string | null;
  /** Links, the side each leads to (null in a meeting), and whether it makes a host. */
  readonly links: readonly { readonly sealed: string; readonly side: Side | null; readonly isHost: boolean }[];
}

const facts = {
  request: { include: { place: { select: { timeZone: true } }, institution: { select: { timeZone: true } } } },
} as const;

/** The meeting or test call with this code, or null. */
export async function findDoor(db: Database, code: string): Promise<Door | null> {
  const meeting = await db.meeting.findUnique({ where: { code }, include: facts });
  if (meeting) {
    return {
      room: roomOf('meeting', { ...meeting, cascaded: false }, meeting.request),
      passwordSealed: meeting.passwordSealed,
      links: [
        { sealed: meeting.inviteSealed, side: null, isHost: false },
        { sealed: meeting.hostSealed, side: null, isHost: true },
      ],
    };
  }
  const testCall = await db.testCall.findUnique({ where: { code }, include: facts });
  if (!testCall) return null;
  return {
    room: roomOf('test-call', testCall, testCall.request),
    passwordSealed: null,
    links: [
      { sealed: testCall.hostTokenSealed, side: 'host', isHost: false },
      { sealed: testCall.audienceTokenSealed, side: 'audience', isHost: false },
    ],
  };
}

function roomOf(
  kind: Room['kind'],
  row: { id: string; code: string; institutionId: string; endedAt: Date | null; cascaded: boolean },
  request: {
    title: string;
    startsAt: Date | null;
    endsAt: Date | null;
    createdAt: Date;
    place: { timeZone: string } | null;
    institution: { timeZone: string };
  },
): Room {
  return {
    kind,
    id: row.id,
    code: row.code,
    institutionId: row.institutionId,
    title: request.title,
    // A filed request has its time; only a draft has none, and a draft has no room.
    startsAt: request.startsAt ?? request.createdAt,
    endsAt: request.endsAt ?? request.createdAt,
    endedAt: row.endedAt,
    timeZone: request.place?.timeZone ?? request.institution.timeZone,
    side: null,
    cascaded: row.cascaded,
  };
}

interface NewAccess {
  tokenHash: string;
  room: Room;
  isHost: boolean;
  staffId: string | null;
  now: Date;
  expiresAt: Date;
}

/** The id of the new access. */
export async function insertAccess(db: Database, { tokenHash, room, now, ...rest }: NewAccess): Promise<string> {
  const roomKind = room.kind === 'meeting' ? 'meeting' : 'test_call';
  const data = { ...rest, tokenHash, roomKind, roomId: room.id, side: room.side, createdAt: now } as const;
  return (await db.roomAccess.create({ data, select: { id: true } })).id;
}

/** The live access with this token's hash, or null. */
export async function findAccess(db: Database, tokenHash: string, now: Date) {
  return await db.roomAccess.findFirst({
    where: { tokenHash, revokedAt: null, expiresAt: { gt: now } },
    select: {
      ...{ id: true, roomId: true, side: true, expiresAt: true, isHost: true, admittedAt: true },
      staff: { select: { name: true } },
    },
  });
}

/** Whether the browser with this token was banned from the room. */
export async function isBanned(db: Database, tokenHash: string, roomId: string): Promise<boolean> {
  return (await db.roomAccess.count({ where: { tokenHash, roomId, bannedAt: { not: null } } })) > 0;
}

/** The door was opened once more, now by the host's link. */
export async function makeHost(db: Database, accessId: string): Promise<void> {
  await db.roomAccess.update({ where: { id: accessId }, data: { isHost: true } });
}
