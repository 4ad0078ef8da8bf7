/** What this page wants of the room's media: what it sends, the devices or something made in their place, and in which size it sees the others. */
import type { LocalMedia, LocalMediaState } from './local-media.ts';
import type { Outgoing } from './media.ts';
import type { ShownWidth } from './receiver.ts';
import { Store } from './store.ts';
import type { Size } from './video-policy.ts';

/** Sent in place of the devices, which stay open: a source that is null is sent as ever. */
export type MadeMedia = {
  microphone: MediaStreamTrack | null;
  camera: {
    track: MediaStreamTrack;
    size: Size;
    /** Of all layers together; null: as a camera of that size. */
    bitrateBps: number | null;
  } | null;
};

export class Wishes {
  readonly made = new Store<MadeMedia | null>(null);
  /** Every picture in its largest layer, however small it is shown. */
  isTopPinned = false;
  readonly #local: LocalMedia;
  readonly #shownWidths = new Map<string, number | null>();

  constructor(local: LocalMedia) {
    this.#local = local;
  }

  /** Calls back when something else is to be sent; answers the way to stop. */
  listen(changed: () => void): () => void {
    let sources = this.#sourcesNow();
    const look = () => {
      const next = this.#sourcesNow();
      if (next.every((value, index) => value === sources[index])) return;
      sources = next;
      changed();
    };
    const stops = [this.#local.store.subscribe(look), this.made.subscribe(look)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  get outgoing(): Outgoing {
    const { microphone, camera, rawAudio } = this.#local.store.get();
    return outgoingOf({ microphone, camera, rawAudio }, this.made.get());
  }

  /** How wide somebody's picture is shown, in device pixels, or null while it is not; the result forgets it. */
  show(producerId: string, widthPx: number | null): () => void {
    this.#shownWidths.set(producerId, widthPx);
    return () => {
      if (this.#shownWidths.get(producerId) === widthPx) this.#shownWidths.delete(producerId);
    };
  }

  shownWidthOf(producerId: string): ShownWidth {
    return this.isTopPinned ? Number.POSITIVE_INFINITY : this.#shownWidths.get(producerId);
  }

  #sourcesNow() {
    const { microphone, camera } = this.#local.store.get();
    return [microphone.on, microphone.track, camera.on, camera.track, this.made.get()];
  }
}

/** Pure part of {@link Wishes.outgoing}. */
export function outgoingOf(
  { microphone, camera, rawAudio }: Pick<LocalMediaState, 'microphone' | 'camera' | 'rawAudio'>,
  made: MadeMedia | null,
): Outgoing {
  return {
    microphone: made?.microphone ? { on: true, track: made.microphone, made: {} } : { ...microphone, made: null },
    camera: made?.camera ? { on: true, track: made.camera.track, made: made.camera } : { ...camera, made: null },
    rawAudio: rawAudio || (made?.microphone ?? null) !== null,
  };
}
