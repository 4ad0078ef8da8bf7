/** Who speaks in a room, over all its parts: what the servers are told of it, and who has the floor. Pure. */
import type { SfuNotifications } from '@sambung/contract/sfu';
import { activeSpeakerAfter, noActiveSpeaker } from './active-speaker.ts';
import type { Volume } from './room-part.ts';

/** How many are told as speaking at once, over all parts. Higher shows murmur as speech, lower hides who interrupts. */
const maxSpeakers = 4;

export class RoomSpeakers {
  #active = noActiveSpeaker;
  #wasSilent = true;

  /** Who has the floor; null until somebody spoke. */
  get activePeerId(): string | null {
    return this.#active.peerId;
  }

  /**
   * What is heard now, with whose it is. Answers what is to be told (null: silence that was told already) and between whom the floor went, if it did.
   */
  heard(
    volumes: readonly Volume[],
    owners: ReadonlyMap<string, string>,
  ): { speakers: SfuNotifications['speakers:changed']['speakers'] | null; floor: string[] } {
    const speakers = volumes
      .flatMap(({ producerId, levelDbov }) => {
        const peerId = owners.get(producerId);
        return peerId === undefined ? [] : [{ peerId, levelDbov }];
      })
      .sort((a, b) => b.levelDbov - a.levelDbov)
      .slice(0, maxSpeakers);
    const before = this.#active.peerId;
    this.#active = activeSpeakerAfter(
      this.#active,
      speakers.map(({ peerId }) => peerId),
    );
    const floor = this.#active.peerId === before ? [] : [before, this.#active.peerId].filter((id) => id !== null);
    const isToldAlready = speakers.length === 0 && this.#wasSilent;
    this.#wasSilent = speakers.length === 0;
    return { speakers: isToldAlready ? null : speakers, floor };
  }
}
