/** Two short tones: somebody is at the door. */

/** A fifth, rising: heard beside voices without startling. */
const tonesHz = [660, 990];
const toneSeconds = 0.16;
/** Of full scale. Higher is heard over more, and disturbs more. */
const gain = 0.12;
let context: AudioContext | null = null;

/** Through this loudspeaker, where a browser lets a page choose. Silent where it does not let a page sound yet. */
export function chime(speakerId: string | null = null): void {
  context ??= new AudioContext();
  const routed = context as AudioContext & { setSinkId?: (sinkId: string) => Promise<void> };
  void routed.setSinkId?.(speakerId ?? '').catch(() => {});
  const { currentTime, destination } = context;
  for (const [index, frequency] of tonesHz.entries()) {
    const tone = new OscillatorNode(context, { frequency });
    const from = currentTime + index * toneSeconds;
    const level = new GainNode(context, { gain: 0 });
    level.gain.setValueAtTime(gain, from);
    level.gain.exponentialRampToValueAtTime(gain / 100, from + toneSeconds);
    tone.connect(level).connect(destination);
    tone.start(from);
    tone.stop(from + toneSeconds);
  }
}
