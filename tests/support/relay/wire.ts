/** What a test says to the relay's process, and what comes back. */
import type { Phase } from './schedule.ts';
import type { Endpoint } from './udp-forwarder.ts';

export type Request =
  | { do: 'open-udp' | 'open-tcp'; target: Endpoint; at?: Partial<Endpoint> }
  | { do: 'begin' | 'finish' }
  | { do: 'apply'; change: Omit<Phase, 'atMs'> }
  | { do: 'play'; phases: Phase[] };

export type Answer = { id: number; endpoint: Endpoint | null } | { id: number; error: string };
