/** The own shared screen: asked for, sent, ended by a click here or in the browser's own bar. */
import { Store } from './store.ts';

/** `detail`: text stays sharp and pictures get fewer; `motion`: a film stays smooth and gets softer. */
export type ScreenHint = 'detail' | 'motion';

export type ScreenState = {
  track: MediaStreamTrack | null;
  /** The sound of the shared tab or system, where the browser gives it. */
  audio: MediaStreamTrack | null;
  hint: ScreenHint;
  pending: boolean;
  /** The browser cannot, or its system forbids it; null also when the person changed their mind. */
  problem: 'unsupported' | 'failed' | null;
};

/** Constraints newer than TypeScript's list (Screen Capture §5). */
interface ScreenOptions extends DisplayMediaStreamOptions {
  /** Sharing the meeting itself would show it in itself without end. */
  selfBrowserSurface: 'exclude';
  surfaceSwitching: 'include';
  systemAudio: 'include';
}

/** A screen beyond this is scaled down: nobody's window shows more. Higher: sharper on large walls, more to encode. */
const largest = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 30 } };

export class ScreenShare {
  readonly store = new Store<ScreenState>({ track: null, audio: null, hint: 'detail', pending: false, problem: null });

  get isSupported(): boolean {
    return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  }

  /** Asks which screen, and shares it. What one's own page plays is left out of the shared sound: the others would hear themselves. */
  async start(): Promise<void> {
    if (!this.isSupported) return this.store.patch({ problem: 'unsupported' });
    this.store.patch({ pending: true, problem: null });
    const audio = { restrictOwnAudio: true, echoCancellation: true, suppressLocalAudioPlayback: false };
    const options: ScreenOptions = {
      ...{ video: largest, audio: audio as MediaTrackConstraints },
      ...{ selfBrowserSurface: 'exclude', surfaceSwitching: 'include', systemAudio: 'include' },
    };
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia(options);
      const track = stream.getVideoTracks()[0] ?? null;
      if (track) track.contentHint = this.store.get().hint;
      track?.addEventListener('ended', () => this.stop());
      this.stop();
      this.store.patch({ track, audio: stream.getAudioTracks()[0] ?? null, pending: false });
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
      this.store.patch({ pending: false, problem: isRefused ? null : 'failed' });
    }
  }

  stop(): void {
    const { track, audio } = this.store.get();
    track?.stop();
    audio?.stop();
    this.store.patch({ track: null, audio: null });
  }

  setHint(hint: ScreenHint): void {
    const { track } = this.store.get();
    if (track) track.contentHint = hint;
    this.store.patch({ hint });
  }
}
