/** Credentials for the TURN server (coturn's `use-auth-secret`, draft-uberti-behave-turn-rest): whom we know may relay, for some hours. Pure. */
import { createHmac } from 'node:crypto';
import type { IceServers } from '@sambung/contract/ice-servers';
import type { Env } from '../env.ts';

/**
 * How long credentials are good for. Longer lets copied ones relay longer; shorter makes pages ask more often, and one that cannot ask just when its line
 * breaks has no relay to come back by.
 */
const lifetimeSeconds = 4 * 3_600;

interface Holder {
  /** Names the credentials; it stands in the TURN server's log. A random id, nothing of the person. */
  readonly accessId: string;
  /** Credentials end with the door that gives them. */
  readonly expiresAt: Date;
}

export function iceServersFor(turn: Env['turn'], { accessId, expiresAt }: Holder, now: Date): IceServers {
  if (!turn) return { servers: [], lifetimeSeconds: 0 };
  const nowSeconds = Math.floor(now.getTime() / 1_000);
  const endsAtSeconds = Math.min(nowSeconds + lifetimeSeconds, Math.floor(expiresAt.getTime() / 1_000));
  const username = `${endsAtSeconds}:${accessId}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return {
    servers: [{ urls: [...turn.urls], username, credential }],
    lifetimeSeconds: Math.max(0, endsAtSeconds - nowSeconds),
  };
}
