/** A room whose microphone hears its own loudspeaker: what comes in goes out again with the voice, by so many decibels quieter. */
import type { Page } from '@playwright/test';

/** Before the page is opened. */
export async function echoInRoom(page: Page, returnLossDb: number): Promise<void> {
  await page.addInitScript(wireRoom, 10 ** (-returnLossDb / 20));
}

function wireRoom(gain: number): void {
  const context = new AudioContext();
  const loudspeaker = new GainNode(context, { gain });
  const heard = new WeakSet<MediaStreamTrack>();
  const own = new Set<string>();
  const property = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject') as PropertyDescriptor;
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...property,
    set(this: HTMLMediaElement, stream: MediaStream | null) {
      property.set?.call(this, stream);
      for (const track of stream?.getAudioTracks() ?? []) {
        if (heard.has(track) || own.has(track.id)) continue;
        heard.add(track);
        context.createMediaStreamSource(new MediaStream([track])).connect(loudspeaker);
      }
    },
  });
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    const [voice] = stream.getAudioTracks();
    if (!voice) return stream;
    await context.resume();
    const room = context.createMediaStreamDestination();
    context.createMediaStreamSource(new MediaStream([voice])).connect(room);
    loudspeaker.connect(room);
    const [mixed] = room.stream.getAudioTracks();
    if (!mixed) return stream;
    own.add(mixed.id);
    // To the page it is the microphone.
    Object.defineProperty(mixed, 'label', { value: voice.label });
    mixed.getSettings = () => voice.getSettings();
    const stop = mixed.stop.bind(mixed);
    mixed.stop = () => {
      stop();
      voice.stop();
    };
    return new MediaStream([...stream.getVideoTracks(), mixed]);
  };
}
