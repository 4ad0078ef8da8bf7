/** Reads in a page what a participant really sees and hears: pixels of decoded video frames, samples of received sound. */
import type { Page } from '@playwright/test';

/** A page that can be asked: Playwright's, or Firefox's. */
export type AskedPage = Pick<Page, 'evaluate'>;

export interface SeenVideo {
  /** How many of the sampled pictures differ from the one before. */
  changes: number;
  samples: number;
  /** Mean colour of the last picture, 0 to 255. */
  red: number;
  green: number;
  blue: number;
}

/** Samples the first `<video>` under `selector` every 100 ms by drawing it, for `forMs`. */
export function watchVideo(page: AskedPage, selector: string, forMs: number): Promise<SeenVideo> {
  return page.evaluate(
    async ({ selector, forMs }) => {
      const canvas = document.createElement('canvas');
      canvas.width = 64;
      canvas.height = 36;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('no canvas');
      let before: Uint8ClampedArray | null = null;
      const seen = { changes: 0, samples: 0, red: 0, green: 0, blue: 0 };
      for (let endAt = performance.now() + forMs; performance.now() < endAt; ) {
        await new Promise((next) => setTimeout(next, 100));
        const video = document.querySelector<HTMLVideoElement>(`${selector} video, video${selector}`);
        if (!video || video.videoWidth === 0) continue;
        context.drawImage(video, 0, 0, 64, 36);
        const pixels = context.getImageData(0, 0, 64, 36).data;
        seen.samples += 1;
        const previous = before;
        if (previous) {
          let difference = 0;
          // Every channel: a bar on a red ground changes only green and blue. Alpha never differs.
          for (let index = 0; index < pixels.length; index += 1)
            difference += Math.abs((pixels[index] ?? 0) - (previous[index] ?? 0));
          // Decoder noise on a still picture stays below one level a pixel.
          if (difference > 3 * 64 * 36) seen.changes += 1;
        }
        before = pixels;
        let [red, green, blue] = [0, 0, 0];
        for (let index = 0; index < pixels.length; index += 4) {
          red += pixels[index] ?? 0;
          green += pixels[index + 1] ?? 0;
          blue += pixels[index + 2] ?? 0;
        }
        const count = pixels.length / 4;
        Object.assign(seen, { red: red / count, green: green / count, blue: blue / count });
      }
      return seen;
    },
    { selector, forMs },
  );
}

/** Records the sound of every playing remote `<audio>` or `<video>` element for `seconds`; returns mono samples at `rate`. */
export async function recordSound(page: AskedPage, seconds: number): Promise<{ samples: Float32Array; rate: number }> {
  const { values, rate } = await page.evaluate(async (seconds) => {
    const context = new AudioContext();
    await context.resume();
    const streams = [...document.querySelectorAll<HTMLMediaElement>('audio, video')]
      .filter(
        (element) =>
          !element.muted && element.srcObject instanceof MediaStream && element.srcObject.getAudioTracks().length > 0,
      )
      .map((element) => element.srcObject as MediaStream);
    if (streams.length === 0) throw new Error('no sound is playing in the page');
    // Not an AudioWorklet: the page's content security policy lets in no script but its own.
    const recorder = context.createScriptProcessor(4_096, 1, 1);
    const values: number[] = [];
    recorder.onaudioprocess = ({ inputBuffer }) => {
      for (const value of inputBuffer.getChannelData(0)) values.push(value);
    };
    for (const stream of streams) context.createMediaStreamSource(stream).connect(recorder);
    recorder.connect(context.destination);
    const wanted = seconds * context.sampleRate;
    for (let left = 200; values.length < wanted && left > 0; left -= 1)
      await new Promise((next) => setTimeout(next, 50));
    const rate = context.sampleRate;
    await context.close();
    return { values, rate };
  }, seconds);
  return { samples: Float32Array.from(values), rate };
}
