/** The person's own microphone and camera: what is wanted, the tracks there are, the devices to choose from. Outlives every connection. */
import type { MediaSource } from '@sambung/contract/ortc';
import type { Denoised } from './denoiser.ts';
import { capture, type DeviceList, type DeviceProblem, type DeviceSource, listDevices, noDevices } from './devices.ts';
import { watchInterruption } from './interruption.ts';
import { remember, remembered } from './remembered.ts';
import { ScreenShare } from './screen.ts';
import { isOriginal, type SoundTreatment } from './sound.ts';
import { Store } from './store.ts';
import type { Thrift } from './thrift.ts';

/** One source. `on` is the wish; sound or picture flows when there is also a track. */
export type LocalSource = {
  on: boolean;
  /** What is sent. */
  track: MediaStreamTrack | null;
  /** What the device gives: the same, unless it is treated on the way. */
  device: MediaStreamTrack | null;
  /** The device that is really in use, else the remembered one. */
  deviceId: string | null;
  problem: DeviceProblem | null;
  /** The browser is being asked. */
  pending: boolean;
  /** The system has taken the device away for a while, for a phone call perhaps: nothing comes from it. */
  interrupted: boolean;
};

/** Whether sound or picture comes from a source, as far as the person and the system let it. */
export const isLive = ({ on, track, interrupted }: Pick<LocalSource, 'on' | 'track' | 'interrupted'>): boolean =>
  on && track !== null && !interrupted;

export type LocalMediaState = {
  microphone: LocalSource;
  camera: LocalSource;
  devices: DeviceList;
  sound: SoundTreatment;
  /** Strong noise suppression was wanted and cannot be had here: the browser's own took its place. */
  isStrongRefused: boolean;
  /** Where the others are heard; null: where the browser plays everything. */
  speakerId: string | null;
};

/** Fetched by those who want it. */
const loadDenoiser = () => import('./denoiser.ts');

export class LocalMedia {
  readonly store: Store<LocalMediaState>;
  readonly screen = new ScreenShare();
  /** How much of the line pictures may take. */
  readonly thrift = new Store<Thrift>(remembered().thrift);
  #stopped = false;
  readonly #devicesChanged = () => {
    void this.#refreshDevices();
    this.#takeUpAgain();
  };
  readonly #looked = () => document.visibilityState === 'visible' && this.#takeUpAgain();
  /** Sources whose device went away while it was in use. */
  readonly #gone = new Set<DeviceSource>();
  /** Counts captures per source, so that a late answer of an older one is dropped. */
  readonly #captureCounts: Record<DeviceSource, number> = { microphone: 0, camera: 0 };
  /** Lets go of what a source holds. */
  readonly #close: Record<DeviceSource, (() => void) | null> = { microphone: null, camera: null };

  constructor() {
    const last = remembered();
    const source = (on: boolean, deviceId: string | null): LocalSource => ({
      on,
      track: null,
      device: null,
      deviceId,
      problem: null,
      pending: false,
      interrupted: false,
    });
    this.store = new Store<LocalMediaState>({
      microphone: source(last.microphoneOn, last.microphoneId),
      camera: source(last.cameraOn, last.cameraId),
      devices: noDevices,
      sound: last.sound,
      isStrongRefused: false,
      speakerId: last.speakerId,
    });
  }

  /** Asks for what is wanted. The microphone is opened even when it is off, so that unmuting is instant. */
  async start(): Promise<void> {
    this.#stopped = false;
    navigator.mediaDevices?.addEventListener?.('devicechange', this.#devicesChanged);
    document.addEventListener('visibilitychange', this.#looked);
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
      this.#gone.delete('camera');
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

  /** Changes how sound is treated; the microphone is opened anew, and the old one heard until then. */
  async treat(change: Partial<SoundTreatment>): Promise<void> {
    const sound = { ...this.store.get().sound, ...change };
    remember({ sound });
    this.store.patch({ sound, isStrongRefused: false });
    await this.#capture(['microphone']);
  }

  hearThrough(speakerId: string | null): void {
    remember({ speakerId });
    this.store.patch({ speakerId });
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
    document.removeEventListener('visibilitychange', this.#looked);
    this.#gone.clear();
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
    const { sound, ...state } = this.store.get();
    const wishes = Object.fromEntries(
      sources.map((source) => [source, { deviceId: state[source].deviceId, sound }] as const),
    );
    const results = await capture(wishes);
    await Promise.all(
      sources.map(async (source, index) => {
        const result = results[source] ?? 'failed';
        const isLate = () => this.#stopped || counts[index] !== this.#captureCounts[source];
        if (typeof result === 'string') {
          if (!isLate()) this.#captureFailed(source, result);
          return;
        }
        const denoised = source === 'microphone' && sound.noise === 'strong' ? await this.#denoised(result) : null;
        const close = denoised?.close ?? (() => result.stop());
        if (isLate()) close();
        else this.#captured(source, { device: result, track: denoised?.track ?? result, close });
      }),
    );
    await this.#refreshDevices();
  }

  /** Null where this browser cannot: then its own suppression has to do, for this visit. */
  async #denoised(microphone: MediaStreamTrack): Promise<Denoised | null> {
    try {
      const { denoise } = await loadDenoiser();
      return await denoise(microphone);
    } catch {
      await microphone.applyConstraints({ ...microphone.getConstraints(), noiseSuppression: true }).catch(() => {});
      this.store.patch({ isStrongRefused: true, sound: { ...this.store.get().sound, noise: 'browser' } });
      return null;
    }
  }

  #captured(
    source: DeviceSource,
    { device, track, close }: { device: MediaStreamTrack; track: MediaStreamTrack; close: () => void },
  ): void {
    const closePrevious = this.#close[source];
    track.contentHint = source === 'camera' ? 'motion' : isOriginal(this.store.get().sound) ? 'music' : 'speech';
    device.addEventListener('ended', () => void this.#ended(source, device), { once: true });
    const deviceId = device.getSettings().deviceId ?? null;
    this.#gone.delete(source);
    this.#close[source] = close;
    this.#patch(source, { device, track, deviceId, problem: null, pending: false, interrupted: false });
    closePrevious?.();
    const stopWatching = watchInterruption(device, source, (interrupted) => this.#patch(source, { interrupted }));
    this.#close[source] = () => {
      stopWatching();
      close();
    };
  }

  /** A failed change keeps the track that works. */
  #captureFailed(source: DeviceSource, problem: DeviceProblem): void {
    const { device } = this.store.get()[source];
    // Asked again and again, a person who said no would be asked again and again.
    if (problem === 'denied') this.#gone.delete(source);
    this.#patch(source, { problem, pending: false });
    if (device?.readyState !== 'live') this.#release(source);
  }

  /** The device went away (unplugged, taken by the system): take another one if there is any. */
  async #ended(source: DeviceSource, device: MediaStreamTrack): Promise<void> {
    if (this.#stopped || this.store.get()[source].device !== device) return;
    this.#release(source);
    this.#patch(source, { problem: 'lost' });
    this.#gone.add(source);
    if (this.#isWanted(source)) await this.#capture([source]);
  }

  /** After a phone call, or with a device plugged in again, nobody has to press anything. */
  #takeUpAgain(): void {
    const sources = [...this.#gone].filter((source) => this.#isWanted(source) && !this.store.get()[source].pending);
    void this.#capture(sources);
  }

  /** The microphone is kept open even when it is off. */
  #isWanted(source: DeviceSource): boolean {
    return !this.#stopped && (source === 'microphone' || this.store.get().camera.on);
  }

  async #refreshDevices(): Promise<void> {
    const devices = await listDevices();
    if (!this.#stopped) this.store.patch({ devices });
  }

  #release(source: DeviceSource): void {
    const close = this.#close[source];
    if (!close) return;
    this.#close[source] = null;
    this.#patch(source, { device: null, track: null, interrupted: false });
    close();
  }

  #patch(source: DeviceSource, fields: Partial<LocalSource>): void {
    this.store.patch({ [source]: { ...this.store.get()[source], ...fields } });
  }
}
