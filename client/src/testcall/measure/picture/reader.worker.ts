/** Thread: reads every picture that comes in: its marker, when it was shown, how bright it is; and hands one on to be compared. */
import type { ShownMarker } from '@sambung/contract/test-report';
import { Busy, Lateness, pageNowMs } from '../busy.ts';
import { type Luma, markerArea, readMarker, type Size } from '../marker/cells.ts';
import type { Payload } from '../marker/payload.ts';
import type { ComparedPicture, Display, EchoNote, ReaderOrder, ReaderSecond } from '../orders.ts';
import { Brightness } from './brightness.ts';
import { DisplayClock } from './display-clock.ts';
import { Standstills } from './standstills.ts';

/** As the design asks. More often: dearer. Less often: fewer values for the median. */
const compareEveryMs = 2_000;
/** So long after a picture was read the browser has told when it showed it. */
const settleMs = 120;
/** Formats whose first plane is luma. */
const planarFormats = new Set(['I420', 'I420A', 'NV12', 'I422', 'I444']);

type Pending = { readAtMs: number; rtpTimestamp: number | null; marker: Payload | null };

const answer = (message: ReaderSecond) => (self as unknown as Worker).postMessage(message);
const busy = new Busy();
const lateness = new Lateness();
const clock = new DisplayClock();
const standstills = new Standstills();
const brightness = new Brightness();
const plan = { readsMarkers: false, compares: false };
let ports: { echo: MessagePort; compare: MessagePort } | null = null;
let reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
let size: Size | null = null;
let pending: Pending[] = [];
let lastSeq: number | null = null;
let picturesRead = 0;
let unreadableMarkers = 0;
let comparedAtMs = 0;
let lookedThisSecond = false;
let buffer = new Uint8Array(0);

async function watch(readable: ReadableStream<VideoFrame> | null): Promise<void> {
  void reader?.cancel().catch(() => {});
  reader = readable?.getReader() ?? null;
  const own = reader;
  size = null;
  pending = [];
  lastSeq = null;
  standstills.reset();
  brightness.reset();
  while (own && own === reader) {
    const { value: frame, done } = await own.read();
    if (done) return;
    try {
      await look(frame);
    } catch {
      // A picture that the browser took back while it was copied.
    } finally {
      frame.close();
    }
  }
}

async function look(frame: VideoFrame): Promise<void> {
  const readAtMs = pageNowMs();
  const { visibleRect, format } = frame;
  if (!visibleRect || !format || !planarFormats.has(format)) return;
  size = { widthPx: visibleRect.width, heightPx: visibleRect.height };
  picturesRead += 1;
  const rtpTimestamp = (frame as { metadata?(): { rtpTimestamp?: number } }).metadata?.().rtpTimestamp ?? null;
  const isToCompare = plan.compares && readAtMs - comparedAtMs >= compareEveryMs;
  const isWhole = isToCompare || !lookedThisSecond;
  const marker = plan.readsMarkers || isWhole ? await readPicture(frame, size, isWhole, isToCompare) : null;
  if (marker) {
    const shownAtMs = readAtMs + clock.usualLagMs;
    ports?.echo.postMessage({ seq: marker.seq, shownAtMs } satisfies EchoNote);
  }
  pending.push({ readAtMs, rtpTimestamp, marker });
}

async function readPicture(frame: VideoFrame, of: Size, isWhole: boolean, isToCompare: boolean) {
  const { visibleRect } = frame;
  const origin = visibleRect ?? { x: 0, y: 0 };
  const area = isWhole ? { left: 0, top: 0, width: of.widthPx, height: of.heightPx } : evenArea(of);
  const rect = { x: origin.x + area.left, y: origin.y + area.top, width: area.width, height: area.height };
  const bytes = frame.allocationSize({ rect });
  if (buffer.length < bytes) buffer = new Uint8Array(bytes);
  const [plane] = await frame.copyTo(buffer, { rect });
  if (!plane) return null;
  return busy.run(isToCompare ? 'hand on' : isWhole ? 'look' : 'read', () => {
    const luma: Luma = { data: buffer.subarray(plane.offset), stridePx: plane.stride };
    const marker = plan.readsMarkers ? readMarker(luma, of, area) : 'absent';
    if (marker === 'unreadable') unreadableMarkers += 1;
    if (isWhole) {
      lookedThisSecond = true;
      brightness.look(luma, of, pageNowMs());
    }
    if (typeof marker === 'string') return null;
    if (isToCompare) compare(luma, of, marker.seq);
    return marker;
  });
}

function compare({ data, stridePx }: Luma, of: Size, seq: number): void {
  const luma = data.slice(0, stridePx * of.heightPx).buffer;
  comparedAtMs = pageNowMs();
  ports?.compare.postMessage({ seq, size: of, luma, stridePx } satisfies ComparedPicture, [luma]);
}

/** Around the marker, on even pixels, because colour has half of them. */
function evenArea(of: Size) {
  const { left, top, width, height } = markerArea(of);
  const [x, y] = [Math.floor(left / 2) * 2, Math.floor(top / 2) * 2];
  return {
    left: x,
    top: y,
    width: Math.ceil((left + width - x) / 2) * 2,
    height: Math.ceil((top + height - y) / 2) * 2,
  };
}

function endSecond(displays: readonly Display[]): ReaderSecond {
  const nowMs = pageNowMs();
  clock.told(displays);
  const settled = pending.filter(({ readAtMs }) => readAtMs < nowMs - settleMs);
  pending = pending.slice(settled.length);
  const markers: ShownMarker[] = [];
  for (const { readAtMs, rtpTimestamp, marker } of settled) {
    const shownAtMs = clock.shownAtMs(readAtMs, rtpTimestamp);
    if (marker) markers.push({ ...marker, shownAtMs });
    // The same picture once more is no new one.
    if (!marker || marker.seq !== lastSeq) standstills.shown(shownAtMs);
    lastSeq = marker?.seq ?? null;
  }
  const stillness = standstills.take(nowMs - settleMs);
  const second: ReaderSecond = {
    type: 'second',
    seen: stillness && size && { size, ...stillness, ...brightness.take() },
    picturesRead,
    markers: markers.slice(-200),
    unreadableMarkers,
    busyMs: busy.takeMs(),
    lateMs: lateness.takeMs(),
  };
  picturesRead = 0;
  unreadableMarkers = 0;
  lookedThisSecond = false;
  return second;
}

self.onmessage = ({ data: order }: MessageEvent<ReaderOrder>) => {
  switch (order.type) {
    case 'watch':
      void watch(order.readable);
      return;
    case 'plan':
      plan.readsMarkers = order.readsMarkers;
      plan.compares = order.compares;
      return;
    case 'ports':
      ports = order;
      return;
    case 'second':
      answer(busy.run('second', () => endSecond(order.displays)));
  }
};
