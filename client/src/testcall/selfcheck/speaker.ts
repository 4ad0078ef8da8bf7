/** The loudspeaker: a tone, and a short recording of the own microphone played back. */

const tone = { hz: 660, lastsMs: 1_200 };
/** Long enough for a sentence. */
export const recordingMs = 3_000;

/** Resolves when the tone is over. */
export async function playTone(): Promise<void> {
  const audio = new AudioContext();
  const source = new OscillatorNode(audio, { frequency: tone.hz });
  const gain = new GainNode(audio, { gain: 0 });
  const end = audio.currentTime + tone.lastsMs / 1_000;
  // Swells and fades: a hard edge would crack.
  gain.gain.linearRampToValueAtTime(0.3, audio.currentTime + 0.1);
  gain.gain.setValueAtTime(0.3, end - 0.2);
  gain.gain.linearRampToValueAtTime(0, end);
  source.connect(gain).connect(audio.destination);
  source.start();
  source.stop(end);
  await new Promise((resolve) => source.addEventListener('ended', resolve, { once: true }));
  await audio.close();
}

/** Records, then plays. Nothing leaves the page. Throws where the browser cannot record or play. */
export async function recordAndPlay(track: MediaStreamTrack, playing: () => void): Promise<void> {
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => void parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, recordingMs));
  recorder.stop();
  await stopped;
  const url = URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
  try {
    const player = new Audio(url);
    const over = new Promise<void>((resolve, reject) => {
      player.addEventListener('ended', () => resolve(), { once: true });
      player.addEventListener('error', () => reject(new Error('the recording cannot be played')), { once: true });
    });
    playing();
    await player.play();
    await over;
  } finally {
    URL.revokeObjectURL(url);
  }
}
