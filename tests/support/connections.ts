/** A page's peer connections, and what the browser counts of the sound that comes over them. */
import type { Page } from '@playwright/test';

type WatchedWindow = Window & { connections?: RTCPeerConnection[] };

/** Remembers every connection that the page makes; to be called before the page is opened. */
export async function rememberConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    (window as WatchedWindow).connections = made;
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(...parts: ConstructorParameters<typeof Original>) {
        super(...parts);
        made.push(this);
      }
    };
  });
}

/** Of everything that was heard so far (W3C webrtc-stats): samples, and seconds times samples for the delay. */
export interface HeardSound {
  samples: number;
  /** Made up by the decoder where something was missing; silence not counted. */
  concealedSamples: number;
  jitterBufferDelaySeconds: number;
  jitterBufferEmitted: number;
}

export function heardSound(page: Page): Promise<HeardSound> {
  return page.evaluate(async () => {
    const total = { samples: 0, concealedSamples: 0, jitterBufferDelaySeconds: 0, jitterBufferEmitted: 0 };
    for (const connection of (window as WatchedWindow).connections ?? []) {
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type !== 'inbound-rtp' || stat.kind !== 'audio') continue;
        total.samples += stat.totalSamplesReceived ?? 0;
        total.concealedSamples += (stat.concealedSamples ?? 0) - (stat.silentConcealedSamples ?? 0);
        total.jitterBufferDelaySeconds += stat.jitterBufferDelay ?? 0;
        total.jitterBufferEmitted += stat.jitterBufferEmittedCount ?? 0;
      }
    }
    return total;
  });
}
