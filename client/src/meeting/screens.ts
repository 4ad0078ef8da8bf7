/** Shared screens as tiles beside those of the people. Pure. */
import type { ProducerInfo } from '@sambung/contract/socket';
import { producerOf, type RosterEntry } from './roster.ts';

export interface ScreenTileInfo {
  /** Not a participant's id: a person and their screen are two tiles. */
  readonly tileId: string;
  readonly entry: RosterEntry;
  readonly producer: ProducerInfo;
}

/** What others share, in the order of the people. */
export function screensOf(others: readonly RosterEntry[]): ScreenTileInfo[] {
  return others.flatMap((entry) => {
    const producer = producerOf(entry, 'screen');
    return producer ? [{ tileId: `screen-${producer.producerId}`, entry, producer }] : [];
  });
}
