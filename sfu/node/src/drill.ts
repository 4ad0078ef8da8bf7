/** The reconnect drill (C3.12): a page cannot leave its own network, so the worker falls silent towards it, and it is timed how soon the page is back. */
import { setTimeout as pause } from 'node:timers/promises';
import { SfuError } from './sfu-error.ts';
import { cutLines } from './worker-control.ts';

/** Who has not come back by then failed the drill by far (M18: 30 s). Higher waits longer for a page that was closed. */
const patienceMs = 40_000;
/** Until the worker's word that the line is down has come over its channel. */
const cutWithinMs = 2_000;
/** How finely it is timed. Lower asks more often, higher rounds more. */
const lookEveryMs = 20;

export interface DrilledPeer {
  /** Both ways of media stand. */
  readonly flows: boolean;
  readonly transportIds: readonly string[];
}

/**
 * Cuts the peer's lines, at the worker with this control socket. What is answered resolves with the milliseconds until both ways stood again, or null when they did not in time. Throws `SfuError`:
 * media where the worker cuts no lines, or there is nothing to cut.
 */
export async function drill(
  peer: DrilledPeer,
  controlPath: string | null,
): Promise<{ outage: Promise<number | null> }> {
  if (!peer.flows || !(await cutLines(controlPath, peer.transportIds)))
    throw new SfuError('media', 'the lines of this peer cannot be cut');
  return { outage: outageOf(peer, performance.now()) };
}

async function outageOf(peer: DrilledPeer, cutAtMs: number): Promise<number | null> {
  const passedMs = () => performance.now() - cutAtMs;
  while (peer.flows && passedMs() < cutWithinMs) await pause(lookEveryMs);
  while (!peer.flows && passedMs() < patienceMs) await pause(lookEveryMs);
  return peer.flows ? passedMs() : null;
}
