/** The person's own microphone and camera: what is wanted, the tracks there are, the devices to choose from. Outlives every connection. */
import type { MediaSource } from '@sambung/contract/ortc';
import { capture, type DeviceList, type DeviceProblem, type DeviceSource, listDevices } from './devices.ts';
import { remember, remembered } from './remembered.ts';
import { ScreenShare } from './screen.ts';
import { Store } from './store.ts';
import type { Thrift } from './thrift.ts';

/** One source. `on` is the wish; sound or picture flows when there is also a track. */
export type LocalSource = {
  on: boolean;
  track: MediaStreamTrack | null;
  /** The device that is really in use, else the remembered one. */
  deviceId: string | null;
  problem: DeviceProblem | null;
  /** The browser is being asked. */
  pending: boolean;
};

export type LocalMediaState = {
  microphone: LocalSource;
  camera: LocalSource;
  devices: DeviceList;
  /** Sound as the microphone gives it: no echo cancellation, noise suppression or automatic gain. */
  rawAudio: boolean;
};

export class LocalMedia {
  readonly store: Store<LocalMediaState>;
  readonly screen = new ScreenShare();
  /** How much of the line pictures may take. */
  readonly thrift = new Store<Thrift>(remembered().thrift);
  #stopped = false;
  readonly #devicesChanged = () => void this.#refreshDevices();
  /** Counts captures per source, so that a late answer of an older one is dropped. */
  readonly #captureCounts: Record<DeviceSource, number> = { microphone: 0, camera: 0 };

  constructor() {
    const last = remembered();
    const source = (on: boolean, deviceId: string | null): LocalSource => ({
      on,
      track: null,
      deviceId,
      problem: null,
      pending: false,
    });
    this.store = new Store<LocalMediaState>({
      microphone: source(last.microphoneOn, last.microphoneId),
      camera: source(last.cameraOn, last.cameraId),
      devices: { microphone: [], camera: [] },
      rawAudio: last.rawAudio,
    });
  }

  /** Asks for what is wanted. The microphone is opened even when it is off, so that unmuting is instant. */
  async start(): Promise<void> {
    this.#stopped = false;
    navigator.mediaDevices?.addEventListener?.('devicechange', this.#devicesChanged);
    const { microphone, camera } = this.store.get();
    const sources: DeviceSource[] = [];
    if (!microphone.track) sources.push('microphone');
    if (camera.on && !camera.track) sources.push('camera');
    await this.#capture(sources);
  }

  /** Turns a source on or off. The camera's device is released when it goes off: its light must go out. What is not one's own wish is not remembered. */
  async turn(source: DeviceSource, on: boolean, { isOwnWish = true } = {}): Promise<void> {
    if (isOwnWish) remember(source === 'microphone' ? { microphoneOn: on } : { cameraOn: on });
    this.#patch(source, { on });
    if (!on && source === 'camera') {
      this.#captureCounts.camera += 1;
      this.#release('camera');
      this.#patch('camera', { pending: false });
    }
    if (on && !this.store.get()[source].track) await this.#capture([source]);
  }

  /** Somebody who leads turned off what is sent: not one's own wish, and not remembered. */
  stoppedByOthers(source: MediaSource): void {
    if (source === 'microphone' || source === 'camera') void this.turn(source, false, { isOwnWish: false });
    else this.screen.stop();
  }

  /** Changes the device of a source. */
  async choose(source: DeviceSource, deviceId: string): Promise<void> {
    remember(source === 'microphone' ? { microphoneId: deviceId } : { cameraId: deviceId });
    this.#patch(source, { deviceId });
    if (source === 'camera' && !this.store.get().camera.on) return;
    await this.#capture([source]);
  }

  /** Switches the browser's sound processing off or on; the microphone is opened anew. */
  async setRawAudio(rawAudio: boolean): Promise<void> {
    remember({ rawAudio });
    this.store.patch({ rawAudio });
    await this.#capture(['microphone']);
  }

  /** Tries again after a permission was given. */
  async retry(sources: readonly DeviceSource[]): Promise<void> {
    await this.#capture(sources);
  }

  /** Releases every device. */
  stop(): void {
    this.#stopped = true;
    for (const source of ['microphone', 'camera'] as const) this.#captureCounts[source] += 1;
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.#devicesChanged);
    this.#release('microphone');
    this.#release('camera');
    this.screen.stop();
  }

  async #capture(sources: readonly DeviceSource[]): Promise<void> {
    if (sources.length === 0) return;
    const counts = sources.map((source) => {
      this.#captureCounts[source] += 1;
      this.#patch(source, { pending: true });
      return this.#captureCounts[source];
    });
    const { rawAudio, ...state } = this.store.get();
    const wishes = Object.fromEntries(
      sources.map((source) => [source, { deviceId: state[source].deviceId, rawAudio }] as const),
    );
    const results = await capture(wishes);
    sources.forEach((source, index) => {
      const result = results[source] ?? 'failed';
      const late = this.#stopped || counts[index] !== this.#captureCounts[source];
      if (late) {
        if (typeof result !== 'string') result.stop();
        return;
      }
      if (typeof result === 'string') this.#captureFailed(source, result);
      else this.#captured(source, result);
    });
    await this.#refreshDevices();
  }

  #captured(source: DeviceSource, track: MediaStreamTrack): void {
    const previous = this.store.get()[source].track;
    track.contentHint = source === 'camera' ? 'motion' : this.store.get().rawAudio ? 'music' : 'speech';
    track.addEventListener('ended', () => void this.#ended(source, track), { once: true });
    const deviceId = track.getSettings().deviceId ?? null;
    this.#patch(source, { track, deviceId, problem: null, pending: false });
    previous?.stop();
  }

  /** A failed change keeps the track that works. */
  #captureFailed(source: DeviceSource, problem: DeviceProblem): void {
    const { track } = this.store.get()[source];
    const live = track?.readyState === 'live' ? track : null;
    this.#patch(source, { problem, pending: false, track: live });
  }

  /** The device went away (unplugged, taken by the system): take another one if there is any. */
  async #ended(source: DeviceSource, track: MediaStreamTrack): Promise<void> {
    if (this.#stopped || this.store.get()[source].track !== track) return;
    this.#patch(source, { track: null, problem: 'lost' });
    if (source === 'microphone' || this.store.get().camera.on) await this.#capture([source]);
  }

  async #refreshDevices(): Promise<void> {
    const devices = await listDevices();
    if (!this.#stopped) this.store.patch({ devices });
  }

  #release(source: DeviceSource): void {
    const { track } = this.store.get()[source];
    if (!track) return;
    this.#patch(source, { track: null });
    track.stop();
  }

  #patch(source: DeviceSource, fields: Partial<LocalSource>): void {
    this.store.patch({ [source]: { ...this.store.get()[source], ...fields } });
  }
}
