/**
 * How often a meeting's password may be guessed. It has 49 bits: what the limits keep away is the load of guessing and the hope of it. They are counted by
 * browser and by address, never by room alone, so that nobody can lock the others out of a meeting; and never for links, which cannot be guessed.
 */
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import type { TryLimit } from '../tries.ts';

const windowMs = 15 * 60_000;
/** Wrong passwords of one browser, whatever the room. Higher invites guessing by hand; lower locks out who copies from paper. */
const perBrowser: TryLimit = { most: 10, windowMs };
/** Of one address for one room. A full lecture hall sits behind one: lower locks it out by its own slips, higher lets one address guess more. */
const perAddressAndRoom: TryLimit = { most: 300, windowMs };
/** Of one address for all rooms. Higher lets it try more codes, lower locks out a campus in which many meetings begin at nine. */
const perAddress: TryLimit = { most: 1_000, windowMs };

/** Who tries a password. */
export interface Guesser {
  /** Of the browser's session, which every change needs; a new one is counted with its address. */
  readonly sessionId: string;
  readonly address: string;
}

const countsOf = ({ sessionId, address }: Guesser, code: string): readonly (readonly [string, TryLimit])[] => [
  [`password browser ${sessionId}`, perBrowser],
  [`password address ${address} ${code}`, perAddressAndRoom],
  [`password address ${address}`, perAddress],
];

/** Throws `too-many-requests` with the time that is left, for who has tried too often. */
export function refuseGuesser({ tries, clock }: Pick<Context, 'tries' | 'clock'>, who: Guesser, code: string): void {
  const nowMs = clock().getTime();
  const lockedForMs = Math.max(...countsOf(who, code).map(([key, limit]) => tries.lockedForMs(key, limit, nowMs)));
  if (lockedForMs > 0) throw new DomainError('too-many-requests', { retryAfterMs: lockedForMs });
}

/** A password was wrong. */
export function countGuess({ tries, clock }: Pick<Context, 'tries' | 'clock'>, who: Guesser, code: string): void {
  const nowMs = clock().getTime();
  for (const [key, limit] of countsOf(who, code)) tries.count(key, limit, nowMs);
}
