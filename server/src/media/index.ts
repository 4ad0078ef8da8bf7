/** Media: the client of the sfu node, or of two. */
import type { Context } from '../context.ts';
import { ConfigurationError } from '../env.ts';
import { Sfu } from './sfu.ts';

export type { End } from './cascade.ts';
export { type MediaProbe, probeMedia } from './probe.ts';
export { Sfu } from './sfu.ts';

/** Connects to the sfu node of this machine and keeps connected. Throws `ConfigurationError` without its address and secret. */
export function connectSfu({ env, log }: Pick<Context, 'env' | 'log'>): Sfu {
  const { controlSocket, controlSecret, cascadeSocket } = env;
  if (controlSocket === undefined || controlSecret === undefined) {
    throw new ConfigurationError('CONTROL_SOCKET and CONTROL_SECRET must be set: they lead to the sfu node.');
  }
  return new Sfu({ controlSocket, controlSecret, cascadeSocket }, log);
}
