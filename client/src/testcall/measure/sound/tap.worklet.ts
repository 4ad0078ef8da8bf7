/** Worklet: passes what it hears on to a thread, mixed to one channel, a tenth of a second at a time. Runs where sound is made: as little as possible. */
import type { SoundChunk } from '../orders.ts';

/** The scope of a worklet; TypeScript has no library for it. */
declare const currentFrame: number;
declare const registerProcessor: (name: string, processor: unknown) => void;
declare const AudioWorkletProcessor: new () => { readonly port: MessagePort };

/** Whole render quanta, at 48 kHz about a tenth of a second. Fewer: sooner known, more messages. */
const chunkSamples = 38 * 128;

class Tap extends AudioWorkletProcessor {
  #to: MessagePort | null = null;
  #chunk = new Float32Array(chunkSamples);
  #filled = 0;
  #fromFrame = 0;
  #ended = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort | null>) => {
      this.#to = data;
      this.#ended = data === null;
    };
  }

  process([input]: Float32Array[][]): boolean {
    const length = input?.[0]?.length ?? 128;
    if (this.#filled === 0) this.#fromFrame = currentFrame;
    // Without anything connected, or while a track is silent, there are no channels: that is silence.
    if (!input?.[0]) this.#chunk.fill(0, this.#filled, this.#filled + length);
    else this.#chunk.set(input.length === 1 ? input[0] : mixed(input), this.#filled);
    this.#filled += length;
    if (this.#filled >= chunkSamples) this.#send();
    return !this.#ended;
  }

  #send(): void {
    const chunk: SoundChunk = { frame: this.#fromFrame, samples: this.#chunk.slice(0, this.#filled) };
    this.#to?.postMessage(chunk, [chunk.samples.buffer]);
    this.#filled = 0;
  }
}

function mixed(channels: readonly Float32Array[]): Float32Array {
  return Float32Array.from({ length: channels[0]?.length ?? 0 }, (_, at) =>
    channels.reduce((sum, channel) => sum + (channel[at] ?? 0) / channels.length, 0),
  );
}

registerProcessor('tap', Tap);
