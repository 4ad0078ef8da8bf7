/** Sends a page's sound or picture late, behind everything that measures: a fault of lip sync that no line has made. */
import type { Page } from '@playwright/test';

interface Pictures {
  MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> };
  MediaStreamTrackGenerator: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

/** Before the page is opened, which goes without delay until {@link delayOneOf}. Positive: sound will be late; negative: the picture. */
export async function standReady(page: Page, offsetMs: number): Promise<void> {
  if (offsetMs > 0) await page.addInitScript(lateSound);
  if (offsetMs < 0) await page.addInitScript(latePictures);
}

export async function delayOneOf(page: Page, offsetMs: number): Promise<void> {
  if (offsetMs === 0) return;
  await page.evaluate((byMs) => (window as unknown as { delayBy(ms: number): void }).delayBy(byMs), Math.abs(offsetMs));
}

/** Whatever a page's audio context sends goes through a delay first. */
function lateSound(): void {
  let byMs = 0;
  const delays: DelayNode[] = [];
  Object.assign(window, {
    delayBy: (ms: number) => {
      byMs = ms;
      for (const { delayTime } of delays) delayTime.value = ms / 1_000;
    },
  });
  const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode;
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]): AudioNode {
    const [target] = args;
    if (!(target instanceof MediaStreamAudioDestinationNode)) return connect.apply(this, args);
    const delay = new DelayNode(this.context, { delayTime: byMs / 1_000, maxDelayTime: 1 });
    delays.push(delay);
    connect.call(delay, target);
    return connect.call(this, delay);
  } as typeof AudioNode.prototype.connect;
}

/** Whatever picture a page gives to a connection is held first. */
function latePictures(): void {
  let byMs = 0;
  Object.assign(window, {
    delayBy: (ms: number) => {
      byMs = ms;
    },
  });
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = window as unknown as Pictures;
  const held = (track: MediaStreamTrack): MediaStreamTrack => {
    const generator = new MediaStreamTrackGenerator({ kind: 'video' });
    const writer = generator.writable.getWriter();
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    const pass = async () => {
      for (;;) {
        const { value: frame, done } = await reader.read();
        if (done) return;
        setTimeout(() => {
          const later = new VideoFrame(frame, { timestamp: frame.timestamp + byMs * 1_000 });
          frame.close();
          void writer.write(later).catch(() => later.close());
        }, byMs);
      }
    };
    void pass();
    generator.contentHint = track.contentHint;
    return generator;
  };
  const add = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function (track, init) {
    return add.call(this, typeof track !== 'string' && track.kind === 'video' ? held(track) : track, init);
  };
}
