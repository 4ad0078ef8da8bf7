/** Tests of the join tickets: what the server signs is admitted once, everything else never. */
import { randomUUID } from 'node:crypto';
import { ticketAudience } from '@sambung/contract/sfu';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { TicketVerifier } from './ticket.ts';

const secret = 'a secret of at least thirty-two characters';
const roomId = randomUUID();
const peerId = randomUUID();
const now = new Date('2026-03-02T08:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

interface Parts {
  claims?: Record<string, unknown>;
  key?: string;
  audience?: string;
  issuedAt?: Date;
  expiresAt?: Date;
  ticketId?: string;
}

function sign({ claims = { roomId, peerId }, key = secret, ...parts }: Parts = {}): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(parts.audience ?? ticketAudience)
    .setIssuedAt(parts.issuedAt ?? now)
    .setExpirationTime(parts.expiresAt ?? at(60))
    .setJti(parts.ticketId ?? randomUUID())
    .sign(new TextEncoder().encode(key));
}

it('admits the peer of a valid ticket', async () => {
  const verifier = new TicketVerifier(secret);
  expect(await verifier.verify(await sign(), at(59))).toMatchObject({ roomId, peerId });
});

it('admits once', async () => {
  const verifier = new TicketVerifier(secret);
  const ticket = await sign();
  await verifier.verify(ticket, now);
  await expect(verifier.verify(ticket, at(1))).rejects.toThrow('not valid');
});

describe('refuses', () => {
  const refusals: [string, () => Promise<string> | string, Date?][] = [
    ['another key', () => sign({ key: 'another secret of thirty-two characters!' })],
    ['another audience', () => sign({ audience: 'somebody-else' })],
    ['an expired ticket', () => sign(), at(61)],
    ['a ticket that lives for an hour', () => sign({ expiresAt: at(3600) }), at(120)],
    ['a room id that is none', () => sign({ claims: { roomId: '../..', peerId } })],
    ['no peer', () => sign({ claims: { roomId } })],
    ['no signature', () => new UnsecuredJWT({ roomId, peerId }).setAudience(ticketAudience).encode()],
    ['no token at all', () => 'garbage'],
  ];
  it.each(refusals)('%s', async (_name, make, moment = now) => {
    await expect(new TicketVerifier(secret).verify(await make(), moment)).rejects.toThrow('the ticket is not valid');
  });

  it('a changed payload', async () => {
    const [head, , signature] = (await sign()).split('.');
    const forged = Buffer.from(JSON.stringify({ roomId: randomUUID(), peerId, aud: ticketAudience })).toString(
      'base64url',
    );
    await expect(new TicketVerifier(secret).verify(`${head}.${forged}.${signature}`, now)).rejects.toThrow('not valid');
  });
});
