/** Join tickets: what admits a participant to the sfu node, signed with the control secret. */
import { randomUUID } from 'node:crypto';
import { ticketAudience } from '@sambung/contract/sfu';
import { SignJWT } from 'jose';

/** How long a ticket admits. Longer can be replayed for longer; shorter fails when the machine is busy. The node refuses more than 60 s. */
const ticketLifeSeconds = 30;

/** A ticket for one peer of one room, good once. The machine's own clock counts, because the sfu process judges by it too. */
export function signTicket(secret: string, claims: { roomId: string; peerId: string }): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(ticketAudience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + ticketLifeSeconds)
    .setJti(randomUUID())
    .sign(new TextEncoder().encode(secret));
}
