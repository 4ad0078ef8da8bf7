/** Sound level: the pure measure (dBFS of samples) and a meter that reads it from a track through WebAudio. */

/** What silence reads as. RFC 6464 ends its scale here too. */
export const silenceDbfs = -127;

/** Root mean square of samples in −1…1, in dBFS (0 is a full-scale square wave). */
export function levelDbfs(samples: Float32Array): number {
  if (samples.length === 0) return silenceDbfs;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return dbfsOfPower(sum / samples.length);
}

/** dBFS of a mean square. */
export function dbfsOfPower(meanSquare: number): number {
  if (!(meanSquare > 0)) return silenceDbfs;
  return Math.min(0, Math.max(silenceDbfs, 10 * Math.log10(meanSquare)));
}

/** Where a level stands on a meter that begins at −60 dBFS (what a technician calls dead) and ends at 0: from 0 to 1. */
export function meterShare(dbfs: number): number {
  return Math.min(1, Math.max(0, 1 + dbfs / 60));
}

/** Reads a track's level often enough for a meter. */
export class LevelMeter {
  readonly #context: AudioContext;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#context = new AudioContext();
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = this.#context.createAnalyser();
    // 2048 samples are 43 ms at 48 kHz. More: smoother. Fewer: livelier.
    this.#analyser.fftSize = 2_048;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source.connect(this.#analyser);
  }

  /** The level now in dBFS, or null while the browser keeps audio asleep (before the first click). */
  read(): number | null {
    if (this.#context.state !== 'running') {
      void this.#context.resume();
      return null;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return levelDbfs(this.#samples);
  }

  close(): void {
    this.#source.disconnect();
    void this.#context.close();
  }
}
