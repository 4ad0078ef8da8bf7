/** A meeting's way in: code, password and invite, when it is open, and how long an opened door stays open. */
import type { Side } from '@sambung/contract/http';

/** A random whole number from 0 up to but without `below`. */
export type RandomInt = (below: number) => number;

/** Without 0 o 1 l i: the password is read out on the telephone. 31 letters to the power of 10 are 49 bits. */
const passwordAlphabet = '23456789abcdefghjkmnpqrstuvwxyz';
/** Longer is harder to guess and to dictate. */
const passwordLength = 10;

/** Nine digits, the first of them not 0 so that nobody drops it. */
export function roomCodeFrom(random: RandomInt): string {
  return String(100_000_000 + random(900_000_000));
}

export function passwordFrom(random: RandomInt): string {
  return Array.from({ length: passwordLength }, () => passwordAlphabet[random(passwordAlphabet.length)]).join('');
}

/** A password as it was typed: capitals and the spaces of a dictated group do not matter. */
export function normalisePassword(typed: string): string {
  return typed.replace(/[\s-]/g, '').toLowerCase();
}

/** A meeting or one side of a test call, as somebody at its door sees it. */
export interface Room {
  readonly kind: 'meeting' | 'test-call';
  readonly id: string;
  readonly code: string;
  readonly institutionId: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Null while it may be entered. */
  readonly endedAt: Date | null;
  readonly timeZone: string;
  /** Only in a test call: the side the link belongs to. */
  readonly side: Side | null;
  /** Its sides are at two media nodes, if the installation has them (UNSRI-40). */
  readonly cascaded: boolean;
}

const hourMs = 3_600_000;
/** An opened door outlasts the planned end by this much. Longer keeps a copied cookie useful; shorter drops who comes back to a long meeting. */
const graceMs = 12 * hourMs;

export function accessExpiresAt(room: Pick<Room, 'endsAt'>, now: Date): Date {
  return new Date(Math.max(room.endsAt.getTime(), now.getTime()) + graceMs);
}

/** One cookie a room, so that one browser can hold the doors of several open. */
export function roomCookieName(code: string): string {
  return `sambung_room_${code}`;
}

/** The value of a cookie in a `Cookie` header (RFC 6265 §4.2.1), or null. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
