/** Why a run proves nothing about two real sites. Pure. */
import type { Side } from '@sambung/contract/http';
import type { SimulatedReason } from '@sambung/contract/measurement';
import type { PeerStats } from '@sambung/contract/sfu';

/** Both sides on one machine, or devices that are none. Labels are only a hint: a virtual camera may carry any name. */
export function simulatedReasons(
  { host, audience }: Readonly<Record<Side, PeerStats | null>>,
  deviceLabels: readonly string[],
): SimulatedReason[] {
  const hostAddresses = remoteAddresses(host);
  const audienceAddresses = remoteAddresses(audience);
  const isSameMachine =
    hostAddresses.some((address) => audienceAddresses.includes(address)) ||
    [...hostAddresses, ...audienceAddresses].some(isLoopback);
  const isFake = deviceLabels.some((label) => /fake/i.test(label));
  return [...(isSameMachine ? ['same-machine' as const] : []), ...(isFake ? ['fake-device' as const] : [])];
}

/** Where a peer's media comes from. */
export function remoteAddresses(stats: PeerStats | null): string[] {
  return stats?.transports.flatMap(({ remoteAddress }) => remoteAddress ?? []) ?? [];
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./i.test(address);
}
