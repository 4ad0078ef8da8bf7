/** Thread: draws the made pictures at the class's rate, each with its marker, and writes them into a track. */
import { Busy, Lateness, pageNowMs } from '../busy.ts';
import { drawMarker, type Luma, type Size } from '../marker/cells.ts';
import type { EchoNote, MakerAnswer, MakerOrder } from '../orders.ts';
import { keyOf, nonceOf } from '../secrets.ts';
import { pictureClasses } from './classes.ts';
import { type Scene, sceneOf } from './scene.ts';

type Order<T extends MakerOrder['type']> = Extract<MakerOrder, { type: T }>;
const answer = (message: MakerAnswer, transfer: Transferable[] = []) =>
  (self as unknown as { postMessage(message: unknown, transfer: Transferable[]): void }).postMessage(message, transfer);

const busy = new Busy();
const lateness = new Lateness();
let echo: EchoNote | null = null;

class Maker {
  readonly #order: Order<'make'>;
  readonly #key: Uint8Array;
  readonly #size: Size;
  readonly #intervalMs: number;
  readonly #scene: Scene;
  readonly #planes: Uint8Array;
  readonly #luma: Luma;
  readonly #writer: WritableStreamDefaultWriter<VideoFrame> | null;
  /** 0 would say "none yet" in an echo. */
  #seq = 1;
  #nextAtMs = pageNowMs();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pictures = 0;
  #missed = 0;

  constructor(order: Order<'make'>) {
    this.#order = order;
    this.#key = keyOf(order.seed);
    const { widthPx, heightPx, framesPerSecond } = pictureClasses[order.lineClass];
    this.#size = { widthPx, heightPx };
    this.#intervalMs = 1_000 / framesPerSecond;
    this.#scene = sceneOf(this.#size);
    this.#planes = new Uint8Array((widthPx * heightPx * 3) / 2).fill(128);
    this.#luma = { data: this.#planes, stridePx: widthPx };
    this.#writer = order.writable?.getWriter() ?? null;
    this.#tick();
  }

  take() {
    const second = { pictures: this.#pictures, missed: this.#missed };
    this.#pictures = 0;
    this.#missed = 0;
    return second;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#writer?.close().catch(() => {});
  }

  #tick(): void {
    // A track that still holds the last picture is not given another: what waits is old when it leaves.
    if (this.#writer && (this.#writer.desiredSize ?? 1) <= 0) this.#missed += 1;
    else busy.run('draw', () => this.#draw());
    this.#nextAtMs += this.#intervalMs;
    const behind = Math.floor((pageNowMs() - this.#nextAtMs) / this.#intervalMs);
    if (behind > 0) {
      this.#missed += behind;
      this.#nextAtMs += behind * this.#intervalMs;
    }
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#nextAtMs - pageNowMs()));
  }

  #draw(): void {
    const seq = this.#seq;
    this.#seq = (this.#seq + 1) % 2 ** 24 || 1;
    this.#scene.draw(this.#luma, seq, this.#order.noisy);
    const nowMs = pageNowMs();
    const drawnAtMs = Math.round(nowMs) % 2 ** 32;
    const payload = {
      seq,
      drawnAtMs,
      streamId: this.#order.streamId,
      echoSeq: echo?.seq ?? 0,
      echoHoldMs: echo ? Math.min(2 ** 16 - 1, Math.max(0, Math.round(nowMs - echo.shownAtMs))) : 0,
      nonce: nonceOf(this.#key, seq, drawnAtMs),
    };
    drawMarker(this.#luma, this.#size, payload);
    this.#show();
    this.#pictures += 1;
  }

  #show(): void {
    const { widthPx, heightPx } = this.#size;
    if (!this.#writer) {
      const rgba = rgbaOf(this.#luma, this.#size);
      answer({ type: 'picture', rgba, size: this.#size }, [rgba]);
      return;
    }
    const picture = new VideoFrame(this.#planes, {
      format: 'I420',
      codedWidth: widthPx,
      codedHeight: heightPx,
      timestamp: Math.round(performance.now() * 1_000),
    });
    // Refused when the track was stopped meanwhile; the picture is then nobody's.
    this.#writer.write(picture).catch(() => picture.close());
  }
}

/** Limited range to full range, grey. */
function rgbaOf({ data }: Luma, { widthPx, heightPx }: Size): ArrayBuffer {
  const pixels = new Uint32Array(widthPx * heightPx);
  for (let i = 0; i < pixels.length; i += 1) {
    const level = Math.min(255, Math.max(0, Math.round((((data[i] as number) - 16) * 255) / 219)));
    pixels[i] = (0xff000000 | (level * 0x010101)) >>> 0;
  }
  return pixels.buffer;
}

let maker: Maker | null = null;
self.onmessage = ({ data: order }: MessageEvent<MakerOrder>) => {
  switch (order.type) {
    case 'make':
      maker?.stop();
      maker = new Maker(order);
      return;
    case 'prepare': {
      const { widthPx, heightPx } = pictureClasses[order.lineClass];
      sceneOf({ widthPx, heightPx });
      return;
    }
    case 'rest':
      maker?.stop();
      maker = null;
      return;
    case 'echo':
      order.port.onmessage = ({ data }: MessageEvent<EchoNote>) => {
        echo = data;
      };
      return;
    case 'second': {
      const second = maker?.take() ?? { pictures: 0, missed: 0 };
      answer({ type: 'second', ...second, busyMs: busy.takeMs(), lateMs: lateness.takeMs() });
    }
  }
};
