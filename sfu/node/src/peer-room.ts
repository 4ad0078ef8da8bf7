/** A peer's room as the peer sees it. */
import type { SfuProducer } from '@sambung/contract/sfu';
import type { Peer } from './peer.ts';
import type { Canaries } from './worker-canaries.ts';

/** What a peer tells its room, and the one thing it asks. */
export interface PeerRoom {
  producerOpened(peer: Peer, info: SfuProducer): void;
  producerChanged(info: SfuProducer): void;
  producerClosed(info: SfuProducer): void;
  consumerClosed(peer: Peer, consumerId: string): void;
  transportChanged(peer: Peer, transportId: string, iceState: string, dtlsState: string): void;
  /** Makes somebody's producer available in the peer's part of the room until the result is called. Rejects when it is gone. */
  bring(producerId: string, peer: Peer): Promise<() => void>;
  /** What is withheld from everybody in the room. */
  canaries(): Canaries | null;
  /** How much a producer matters to those who receive it, from 1. */
  priorityOf(producerId: string): number;
}
