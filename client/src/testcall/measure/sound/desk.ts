/** The measuring's sound: taps on what comes in and goes out, and sweeps mixed into what is sent. One audio context for all. */
import { pageNowMs } from '../busy.ts';
import type { Channel, SoundInstant, SoundSource } from '../orders.ts';
import { type Turn, turnOf } from '../secrets.ts';
import { soundsOf } from '../streams.ts';
import { ContextClock } from './context-clock.ts';
import { decimatorInputHz } from './decimator.ts';
import { sweepPeriodSeconds, sweepSamples } from './sweep.ts';
import tapUrl from './tap.worklet.ts?worker&url';

export type SentSweep = { number: number; turn: Turn; atSeconds: number; playedAtMs: number };

/** Sweeps are handed to the sound card so far ahead: the page may be late by as much without a gap. */
const aheadSeconds = 3;
/** The first one leaves the codec time to begin. */
const firstAfterSeconds = 1;
const clockEveryMs = 97;

/** `worklet` is null where the track itself is listened to. */
type Tapped = {
  track: MediaStreamTrack;
  worklet: { source: MediaStreamAudioSourceNode; tap: AudioWorkletNode } | null;
};
type Player = {
  key: Uint8Array;
  out: MediaStreamAudioDestinationNode;
  /** The sweeps of one plan: with the next they fall silent, those handed over already among them. */
  sweeps: GainNode;
  nextAtSeconds: number;
  nextNumber: number;
  mic: AudioNode | null;
};

export class SoundDesk {
  readonly #context = new AudioContext({ sampleRate: decimatorInputHz, latencyHint: 'interactive' });
  readonly #listen: (channel: Channel, source: SoundSource, transfer: Transferable[]) => void;
  readonly #clock = new ContextClock();
  readonly #tapped = new Map<Channel, Tapped>();
  readonly #ready: Promise<void>;
  readonly #timer: ReturnType<typeof setInterval>;
  #player: Player | null = null;
  #scheduled: SentSweep[] = [];

  /** `listen` is told of every new tap. */
  constructor(listen: (channel: Channel, source: SoundSource, transfer: Transferable[]) => void) {
    this.#listen = listen;
    this.#ready = this.#context.audioWorklet.addModule(tapUrl);
    this.#ready.catch(() => {});
    this.#timer = setInterval(() => this.#readClock(), clockEveryMs);
  }

  /** Listens to a track, or no longer. What the other side sends is taken from its track itself where the browser gives it away. */
  async tap(channel: Channel, track: MediaStreamTrack | null): Promise<void> {
    if (channel !== 'far') await this.#ready;
    const tapped = this.#tapped.get(channel);
    if (tapped?.track === track || (!tapped && !track)) return;
    if (tapped) this.#untap(channel, tapped);
    if (!track) return;
    const readable = channel === 'far' ? soundsOf(track) : null;
    if (readable) {
      this.#tapped.set(channel, { track, worklet: null });
      this.#listen(channel, { readable }, [readable]);
      return;
    }
    await this.#ready;
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    const tap = new AudioWorkletNode(this.#context, 'tap', { numberOfOutputs: 0 });
    const { port1, port2 } = new MessageChannel();
    tap.port.postMessage(port1, [port1]);
    source.connect(tap);
    this.#tapped.set(channel, { track, worklet: { source, tap } });
    this.#listen(channel, { port: port2 }, [port2]);
  }

  /**
   * Whether sound has stood still since the last time. Then every worklet's tap is to be made anew: what it did not take in time waits in it for ever, and would be heard
   * late by as much.
   */
  takeStall(): boolean {
    if (!this.#clock.takeStall()) return false;
    for (const [channel, tapped] of [...this.#tapped]) if (tapped.worklet) this.#untap(channel, tapped);
    return true;
  }

  /**
   * A track with sweeps in it (as far as {@link schedule} is called), mixed over the microphone where there is one. Ends what was sent before; a track of sweeps
   * alone goes on under the new plan, because a receiver takes the gap between two tracks for lateness, and would wait as much longer for half a minute.
   */
  play(key: Uint8Array, microphone: MediaStreamTrack | null): MediaStreamTrack {
    const before = this.#player;
    const goesOn = before !== null && before.mic === null && microphone === null;
    if (goesOn) {
      before.sweeps.disconnect();
      this.#scheduled = [];
    } else this.silence();
    const out = goesOn ? before.out : this.#newOut();
    const sweeps = this.#context.createGain();
    sweeps.connect(out);
    const mic = microphone && this.#context.createMediaStreamSource(new MediaStream([microphone]));
    mic?.connect(out);
    const nextAtSeconds = this.#context.currentTime + firstAfterSeconds;
    this.#player = { key, out, sweeps, mic, nextAtSeconds, nextNumber: 0 };
    return out.stream.getAudioTracks()[0] as MediaStreamTrack;
  }

  /** Hands over the sweeps of the next seconds. */
  schedule(): void {
    const player = this.#player;
    if (!player || this.#context.state !== 'running') return;
    const { currentTime } = this.#context;
    // After a pause of the page no sweep is made up for.
    while (player.nextAtSeconds < currentTime) this.#skip(player);
    while (player.nextAtSeconds < currentTime + aheadSeconds) {
      const { nextNumber: number, nextAtSeconds: atSeconds } = player;
      const turn = turnOf(player.key, number);
      const source = this.#context.createBufferSource();
      source.buffer = this.#bufferOf(turn);
      source.connect(player.sweeps);
      source.start(atSeconds);
      const playedAtMs = this.#clock.madeAtMs(atSeconds) ?? pageNowMs() + (atSeconds - currentTime) * 1_000;
      this.#scheduled.push({ number, turn, atSeconds, playedAtMs });
      this.#skip(player);
    }
  }

  /** The sweeps that have left since the last time, with the moment they really left. */
  takeSent(): SentSweep[] {
    const { currentTime } = this.#context;
    const sent = this.#scheduled.filter(({ atSeconds }) => atSeconds <= currentTime);
    this.#scheduled = this.#scheduled.filter(({ atSeconds }) => atSeconds > currentTime);
    return sent.map((sweep) => ({ ...sweep, playedAtMs: this.#clock.madeAtMs(sweep.atSeconds) ?? sweep.playedAtMs }));
  }

  /** The sound's clock. */
  get nowSeconds(): number {
    return this.#context.currentTime;
  }

  /** An instant on the sound's clock; null before that is known. */
  secondsOf(at: SoundInstant): number | null {
    return 'atSeconds' in at ? at.atSeconds : this.#clock.secondsAt(at.deliveredAtMs);
  }

  /** When a moment of the sound's clock is heard, on the page's. */
  heardAtMs(seconds: number): number | null {
    return this.#clock.heardAtMs(seconds);
  }

  /** Sounds no more. */
  silence(): void {
    this.#player?.mic?.disconnect();
    for (const track of this.#player?.out.stream.getTracks() ?? []) track.stop();
    this.#player = null;
    this.#scheduled = [];
  }

  close(): void {
    clearInterval(this.#timer);
    this.silence();
    for (const [channel, tapped] of this.#tapped) this.#untap(channel, tapped);
    void this.#context.close();
  }

  #newOut(): MediaStreamAudioDestinationNode {
    const out = this.#context.createMediaStreamDestination();
    out.channelCount = 1;
    return out;
  }

  #untap(channel: Channel, { worklet }: Tapped): void {
    worklet?.source.disconnect();
    worklet?.tap.port.postMessage(null);
    this.#tapped.delete(channel);
  }

  #skip(player: Player): void {
    player.nextNumber += 1;
    player.nextAtSeconds += sweepPeriodSeconds;
  }

  #bufferOf(turn: Turn): AudioBuffer {
    const samples = sweepSamples(turn, this.#context.sampleRate);
    const buffer = this.#context.createBuffer(1, samples.length, this.#context.sampleRate);
    buffer.copyToChannel(samples, 0);
    return buffer;
  }

  #readClock(): void {
    const context = this.#context;
    if (context.state !== 'running') {
      // Browsers keep it asleep before the first click, and wake it only on another.
      void context.resume();
      this.#clock.reset();
      return;
    }
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp?.() ?? {};
    const output = contextTime > 0 ? { seconds: contextTime, atMs: performance.timeOrigin + performanceTime } : null;
    this.#clock.read({ nowMs: pageNowMs(), currentSeconds: context.currentTime, output });
  }
}
