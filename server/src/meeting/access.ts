/** Opening a room's door: a link's secret or the password becomes a cookie, the cookie becomes an access again. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Access, AccessInput, Staff } from '@sambung/contract/http';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';
import { countGuess, type Guesser, refuseGuesser } from './guessing.ts';
import { accessExpiresAt, cookieValue, normalisePassword, passwordFrom, type Room, roomCookieName } from './meeting.ts';
import * as store from './store.ts';
import { iceServersFor } from './turn.ts';

/** Somebody whose browser holds the cookie of a room. */
export interface RoomAccess {
  readonly accessId: string;
  readonly expiresAt: Date;
  readonly room: Room;
  /** By the host's link. */
  readonly isHost: boolean;
  /** Of who was signed in as staff of the institution; their name cannot be another. */
  readonly staffName: string | null;
  /** Somebody who leads has let this browser in. */
  readonly isAdmitted: boolean;
}

/** 128 bits: a link cannot be guessed, however many tries somebody has. */
export function newLinkToken(): string {
  return randomBytes(16).toString('base64url');
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const hashOf = (token: string) => digest(token).toString('hex');
const isSame = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** A free nine-digit code, claimed in the caller's transaction; meetings and test calls share them. */
export function newRoomCode(tx: Transaction): Promise<string> {
  return store.claimRoomCode(tx, (below) => randomInt(below));
}

interface MeetingOrigin {
  institutionId: string;
  requestId: string;
  now: Date;
}

/** Makes the meeting of an approved request in the caller's transaction and returns its id. */
export async function createMeeting(context: Context, tx: Transaction, origin: MeetingOrigin): Promise<string> {
  return await store.insertMeeting(tx, {
    institutionId: origin.institutionId,
    requestId: origin.requestId,
    code: await newRoomCode(tx),
    passwordSealed: context.seal(passwordFrom((below) => randomInt(below))),
    inviteSealed: context.seal(newLinkToken()),
    hostSealed: context.seal(newLinkToken()),
    createdAt: origin.now,
  });
}

/** The way into a meeting, for staff who may see it. */
export function describeWayIn(
  context: Context,
  meeting: { code: string; passwordSealed: string; inviteSealed: string; hostSealed: string },
): { code: string; password: string; inviteUrl: string; hostUrl: string } {
  const urlOf = (sealed: string) => `${context.publicUrl()}/m/${meeting.code}#${context.open(sealed)}`;
  return {
    code: meeting.code,
    password: context.open(meeting.passwordSealed),
    inviteUrl: urlOf(meeting.inviteSealed),
    hostUrl: urlOf(meeting.hostSealed),
  };
}

/** What a link or password opens. */
export interface Opening {
  readonly room: Room;
  readonly isHost: boolean;
}

/**
 * Throws `link-not-valid`, `wrong-password`, `too-many-requests` for who has tried too many passwords, `room-not-open` when it has ended, `forbidden` for a
 * browser that was banned.
 */
export async function knock(
  context: Context,
  input: AccessInput,
  who: Guesser & { cookieHeader: string | undefined },
): Promise<Opening> {
  const door = await store.findDoor(context.db, input.code);
  const opening =
    'invite' in input ? openByLink(context, door, input.invite) : openByPassword(context, door, input, who);
  // An unknown code is answered like a wrong secret, so that codes cannot be collected.
  if (!opening) throw new DomainError('invite' in input ? 'link-not-valid' : 'wrong-password');
  const { room } = opening;
  if (room.endedAt !== null) throw new DomainError('room-not-open');
  const token = cookieValue(who.cookieHeader, roomCookieName(room.code));
  if (token && (await store.isBanned(context.db, hashOf(token), room.id)))
    throw new DomainError('forbidden', { detail: bannedDetail });
  return opening;
}

const bannedDetail = {
  id: 'Anda dikeluarkan dari rapat ini dan tidak dapat masuk lagi. Hubungi penyelenggara bila ini keliru.',
  en: 'You were removed from this meeting and cannot come in again. Ask the organiser if this is a mistake.',
};

function openByLink(context: Context, door: store.Door | null, secret: string): Opening | null {
  // Every link is compared, so that the time does not tell which side's came close.
  const matches = (door?.links ?? []).filter(({ sealed }) => isSame(context.open(sealed), secret));
  const link = matches[0];
  return door && link ? { room: { ...door.room, side: link.side }, isHost: link.isHost } : null;
}

/** Asks, compares and counts without waiting in between: guesses that come at once are counted one after the other. */
function openByPassword(
  context: Context,
  door: store.Door | null,
  { code, password }: { code: string; password: string },
  who: Guesser,
): Opening | null {
  refuseGuesser(context, who, code);
  if (door?.passwordSealed && isSame(context.open(door.passwordSealed), normalisePassword(password)))
    return { room: door.room, isHost: false };
  countGuess(context, who, code);
  return null;
}

/** Remembers that the door was opened, and by whom if they are staff of the institution; the token belongs into the room's cookie. */
export async function admit(
  context: Context,
  { room, isHost }: Opening,
  visitor: Pick<Staff, 'id' | 'name' | 'institution'> | null,
): Promise<{ token: string; access: RoomAccess }> {
  const now = context.clock();
  const token = randomBytes(32).toString('base64url');
  const expiresAt = accessExpiresAt(room, now);
  const staff = visitor?.institution.id === room.institutionId ? visitor : null;
  const accessId = await store.insertAccess(context.db, {
    tokenHash: hashOf(token),
    ...{ room, isHost, staffId: staff?.id ?? null },
    now,
    expiresAt,
  });
  return { token, access: { accessId, expiresAt, room, isHost, staffName: staff?.name ?? null, isAdmitted: false } };
}

/** The same access, from now on a host's. */
export async function asHost({ db }: Pick<Context, 'db'>, access: RoomAccess): Promise<RoomAccess> {
  if (!access.isHost) await store.makeHost(db, access.accessId);
  return { ...access, isHost: true };
}

/** The access behind a `Cookie` header for the room with this code; null when the cookie is missing, unknown, expired, revoked or another room's. */
export async function findRoomAccess(
  context: Context,
  code: string,
  cookieHeader: string | undefined,
): Promise<RoomAccess | null> {
  const token = cookieValue(cookieHeader, roomCookieName(code));
  if (!token) return null;
  const access = await store.findAccess(context.db, hashOf(token), context.clock());
  if (!access) return null;
  const door = await store.findDoor(context.db, code);
  if (!door || door.room.id !== access.roomId) return null;
  return {
    accessId: access.id,
    expiresAt: access.expiresAt,
    room: { ...door.room, side: access.side },
    ...{ isHost: access.isHost, staffName: access.staff?.name ?? null, isAdmitted: access.admittedAt !== null },
  };
}

/** What the person behind an opened door is told; the TURN credentials are made anew for them. */
export function describeAccess({ env, clock }: Context, access: RoomAccess): Access {
  const { room } = access;
  return {
    code: room.code,
    kind: room.kind,
    institutionId: room.institutionId,
    title: room.title,
    startsAt: room.startsAt.toISOString(),
    endsAt: room.endsAt.toISOString(),
    timeZone: room.timeZone,
    side: room.side,
    staffName: access.staffName,
    isHost: access.isHost,
    iceServers: iceServersFor(env.turn, access, clock()),
  };
}
