/** Join tickets: JWTs (RFC 7519, HS256) that a server signs for one peer of one room; nothing else admits a peer. */
import { type TicketClaims, ticketAudience, ticketClaimsSchema } from '@sambung/contract/sfu';
import { jwtVerify } from 'jose';
import { SfuError } from './sfu-error.ts';

/** The longest life of a ticket. A longer one can be replayed for longer, a shorter one fails on slow machines. */
const maxTicketAgeSeconds = 60;

/** Checks tickets and remembers the ids of those already used until they expire, so that each admits once. */
export class TicketVerifier {
  readonly #key: Uint8Array;
  /** Ticket id → the instant (ms) at which it expires anyway. */
  readonly #used = new Map<string, number>();

  constructor(secret: string) {
    this.#key = new TextEncoder().encode(secret);
  }

  /** The claims of a valid, unused ticket. Throws `SfuError` (ticketNotValid) for every other. */
  async verify(ticket: string, now: Date): Promise<TicketClaims> {
    const refused = new SfuError('ticketNotValid', 'the ticket is not valid');
    let payload: Record<string, unknown>;
    try {
      ({ payload } = await jwtVerify(ticket, this.#key, {
        algorithms: ['HS256'],
        audience: ticketAudience,
        currentDate: now,
        maxTokenAge: maxTicketAgeSeconds,
        requiredClaims: ['exp', 'iat', 'jti'],
      }));
    } catch {
      throw refused;
    }
    const claims = ticketClaimsSchema.safeParse(payload);
    const ticketId = payload.jti;
    if (!claims.success || typeof ticketId !== 'string' || this.#used.has(ticketId)) throw refused;
    this.#forgetExpired(now.getTime());
    this.#used.set(ticketId, now.getTime() + maxTicketAgeSeconds * 1000);
    return claims.data;
  }

  /** Ids enter in the order in which they expire, so the first live one ends the walk. */
  #forgetExpired(nowMs: number): void {
    for (const [ticketId, expiresAtMs] of this.#used) {
      if (expiresAtMs > nowMs) return;
      this.#used.delete(ticketId);
    }
  }
}
