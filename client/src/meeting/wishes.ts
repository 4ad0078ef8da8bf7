/** What this page wants of the room's media: what it sends, the devices or something made in their place, and in which size it sees the others. */
import type { MediaSource } from '@sambung/contract/ortc';
import type { DeviceSource } from './devices.ts';
import type { LocalMedia, LocalMediaState, LocalSource } from './local-media.ts';
import type { Outgoing } from './media.ts';
import type { ShownWidth } from './receiver.ts';
import { isOriginal } from './sound.ts';
import { Store } from './store.ts';
import type { Relief, Thrift } from './thrift.ts';
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
  readonly thrift: Store<Thrift>;
  /** What of others' pictures this computer is relieved of. */
  readonly relief = new Store<Relief>('none');
  /** Every picture in its largest layer, however small it is shown. */
  isTopPinned = false;
  readonly #local: LocalMedia;
  readonly #maySend: (source: MediaSource) => boolean;
  readonly #shownWidths = new Map<string, number | null>();

  constructor(local: LocalMedia, maySend: (source: MediaSource) => boolean) {
    this.#local = local;
    this.thrift = local.thrift;
    this.#maySend = maySend;
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
    const stops = [
      this.#local.store.subscribe(look),
      this.#local.screen.store.subscribe(look),
      this.made.subscribe(look),
      this.thrift.subscribe(look),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  get outgoing(): Outgoing {
    const { microphone, camera, sound } = this.#local.store.get();
    const allowed = (name: DeviceSource, source: LocalSource) => ({
      ...source,
      on: source.on && !source.interrupted && this.#maySend(name),
    });
    const thrift = this.thrift.get();
    const seen = { ...allowed('camera', camera), ...(thrift === 'sound' && { on: false }) };
    const devices = { microphone: allowed('microphone', microphone), camera: seen, sound };
    const { track, audio, hint } = this.#local.screen.store.get();
    const shared = this.#maySend('screen') ? { track, audio, hint } : { track: null, audio: null, hint };
    return { ...outgoingOf(devices, this.made.get(), shared), isCameraSmall: thrift === 'low' };
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
    const { track, audio, hint } = this.#local.screen.store.get();
    return [
      microphone.on,
      microphone.track,
      microphone.interrupted,
      camera.on,
      camera.track,
      camera.interrupted,
      this.made.get(),
      track,
      audio,
      hint,
      this.thrift.get(),
    ];
  }
}

/** Pure part of {@link Wishes.outgoing}. */
export function outgoingOf(
  { microphone, camera, sound }: Pick<LocalMediaState, 'microphone' | 'camera' | 'sound'>,
  made: MadeMedia | null,
  screen: Outgoing['screen'] = { track: null, audio: null, hint: 'detail' },
): Outgoing {
  return {
    microphone: made?.microphone ? { on: true, track: made.microphone, made: {} } : { ...microphone, made: null },
    camera: made?.camera ? { on: true, track: made.camera.track, made: made.camera } : { ...camera, made: null },
    rawAudio: isOriginal(sound) || (made?.microphone ?? null) !== null,
    screen,
    isCameraSmall: false,
  };
}
