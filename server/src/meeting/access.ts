/** Opening a room's door: a link's secret or the password becomes a cookie, the cookie becomes an access again. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Access, AccessInput } from '@sambung/contract/http';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { DomainError } from '../problem.ts';
import { accessExpiresAt, cookieValue, normalisePassword, passwordFrom, type Room, roomCookieName } from './meeting.ts';
import * as store from './store.ts';
import { iceServersFor } from './turn.ts';

/** Somebody whose browser holds the cookie of a room. */
export interface RoomAccess {
  readonly accessId: string;
  readonly expiresAt: Date;
  readonly room: Room;
}

/** 128 bits: a link cannot be guessed, however many tries somebody has. */
export function newLinkToken(): string {
  return randomBytes(16).toString('base64url');
}

const digest = (text: string) => createHash('sha256').update(text).digest();
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
    createdAt: origin.now,
  });
}

/** The way into a meeting, for staff who may see it. */
export function describeWayIn(
  context: Context,
  meeting: { code: string; passwordSealed: string; inviteSealed: string },
): { code: string; password: string; inviteUrl: string } {
  return {
    code: meeting.code,
    password: context.open(meeting.passwordSealed),
    inviteUrl: `${context.publicUrl()}/m/${meeting.code}#${context.open(meeting.inviteSealed)}`,
  };
}

/** The room a link or password opens. Throws `link-not-valid`, `wrong-password`, or `room-not-open` when it has ended. */
export async function knock(context: Context, input: AccessInput): Promise<Room> {
  const door = await store.findDoor(context.db, input.code);
  const room =
    'invite' in input ? openByLink(context, door, input.invite) : openByPassword(context, door, input.password);
  // An unknown code is answered like a wrong secret, so that codes cannot be collected.
  if (!room) throw new DomainError('invite' in input ? 'link-not-valid' : 'wrong-password');
  if (room.endedAt !== null) throw new DomainError('room-not-open');
  return room;
}

function openByLink(context: Context, door: store.Door | null, secret: string): Room | null {
  // Every link is compared, so that the time does not tell which side's came close.
  const matches = (door?.links ?? []).filter(({ sealed }) => isSame(context.open(sealed), secret));
  const link = matches[0];
  return door && link ? { ...door.room, side: link.side } : null;
}

function openByPassword(context: Context, door: store.Door | null, typed: string): Room | null {
  if (!door?.passwordSealed) return null;
  return isSame(context.open(door.passwordSealed), normalisePassword(typed)) ? door.room : null;
}

/** Remembers that the door was opened; the token belongs into the room's cookie. */
export async function admit(context: Context, room: Room): Promise<{ token: string; access: RoomAccess }> {
  const now = context.clock();
  const token = randomBytes(32).toString('base64url');
  const expiresAt = accessExpiresAt(room, now);
  const accessId = await store.insertAccess(context.db, {
    tokenHash: digest(token).toString('hex'),
    room,
    now,
    expiresAt,
  });
  return { token, access: { accessId, expiresAt, room } };
}

/** The access behind a `Cookie` header for the room with this code; null when the cookie is missing, unknown, expired, revoked or another room's. */
export async function findRoomAccess(
  context: Context,
  code: string,
  cookieHeader: string | undefined,
): Promise<RoomAccess | null> {
  const token = cookieValue(cookieHeader, roomCookieName(code));
  if (!token) return null;
  const access = await store.findAccess(context.db, digest(token).toString('hex'), context.clock());
  if (!access) return null;
  const door = await store.findDoor(context.db, code);
  if (!door || door.room.id !== access.roomId) return null;
  return { accessId: access.id, expiresAt: access.expiresAt, room: { ...door.room, side: access.side } };
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
    iceServers: iceServersFor(env.turn, access, clock()),
  };
}
