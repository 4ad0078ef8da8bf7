/** Sound and picture that the connection check sends: made here, so that it needs no permission and never stands still. */

/** Class SD. */
const size = { widthPx: 640, heightPx: 360 };
const picturesPerSecond = 24;
/** Blocks of noise an encoder cannot foresee. More fill the line sooner and cost more to draw. */
const blocks = 260;
const toneHz = 440;

export interface MadeSourcesInUse {
  sound: MediaStreamTrack;
  picture: MediaStreamTrack;
  stop(): void;
}

/** After a click only: before it browsers keep sound asleep. */
export function makeSources(): MadeSourcesInUse {
  const canvas = document.createElement('canvas');
  canvas.width = size.widthPx;
  canvas.height = size.heightPx;
  const drawing = canvas.getContext('2d');
  const draw = () => {
    if (!drawing) return;
    for (let block = 0; block < blocks; block++) {
      const [left, top] = [Math.random() * size.widthPx, Math.random() * size.heightPx];
      drawing.fillStyle = `hsl(${Math.random() * 360} 60% ${20 + Math.random() * 60}%)`;
      drawing.fillRect(left, top, 24, 16);
    }
  };
  draw();
  const timer = setInterval(draw, 1_000 / picturesPerSecond);
  const stream = canvas.captureStream(picturesPerSecond);
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: toneHz });
  const out = audio.createMediaStreamDestination();
  tone.connect(new GainNode(audio, { gain: 0.2 })).connect(out);
  tone.start();
  const [picture, sound] = [stream.getVideoTracks()[0], out.stream.getAudioTracks()[0]];
  if (!picture || !sound) throw new Error('the browser makes no tracks');
  return {
    sound,
    picture,
    stop: () => {
      clearInterval(timer);
      picture.stop();
      sound.stop();
      void audio.close();
    },
  };
}
