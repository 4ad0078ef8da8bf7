/** What the sfu node of a running product counts of its canaries, asked as a server asks it. */
import { readFileSync } from 'node:fs';
import type { PeerStats, SfuResult } from '@sambung/contract/sfu';
import { call } from './control-client.ts';
import type { Product } from './product.ts';

export type ConsumerStats = PeerStats['consumers'][number] & { peerId: string };

/** All consumers of all rooms. */
export async function consumerStats(product: Product): Promise<ConsumerStats[]> {
  const variables = readFileSync(`/proc/${product.pidOf('sfu')}/environ`, 'utf8').split('\0');
  const variable = (name: string) => variables.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const authenticate = { method: 'authenticate', params: { secret: variable('CONTROL_SECRET') } };
  const ask = async <T>(method: string, params: object): Promise<T> =>
    (await call(variable('CONTROL_SOCKET'), [authenticate, { method, params }]))[1]?.result as T;
  const { roomIds } = await ask<SfuResult<'node:status'>>('node:status', {});
  const rooms = await Promise.all(roomIds.map((roomId) => ask<SfuResult<'room:stats'>>('room:stats', { roomId })));
  return rooms.flatMap(({ peers }) =>
    peers.flatMap(({ peerId, consumers }) => consumers.map((consumer) => ({ peerId, ...consumer }))),
  );
}
