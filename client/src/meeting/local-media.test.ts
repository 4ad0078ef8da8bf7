/** Tests of devices that the system takes away and gives back: with tracks that are only told so. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isLive, LocalMedia } from './local-media.ts';
import { Wishes } from './wishes.ts';

class FakeTrack extends EventTarget {
  readonly kind: string;
  readonly id: string;
  muted = false;
  readyState = 'live';
  contentHint = '';
  constructor(kind: string, id: string) {
    super();
    this.kind = kind;
    this.id = id;
  }
  getSettings = () => ({ deviceId: `${this.kind} device` });
  stop(): void {
    this.readyState = 'ended';
  }
  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
  /** As the system ends it: `stop` tells nobody. */
  end(): void {
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const devices = new EventTarget();
/** What was given out, newest last. */
let given: FakeTrack[];
/** Why nothing is given. */
let refusal: string | null;
let local: LocalMedia;

beforeEach(async () => {
  given = [];
  refusal = null;
  const getUserMedia = async (wishes: MediaStreamConstraints) => {
    if (refusal) throw new DOMException('', refusal);
    const kinds = (['audio', 'video'] as const).filter((kind) => wishes[kind]);
    const tracks = kinds.map((kind) => new FakeTrack(kind, `${kind}-${given.length}`));
    given.push(...tracks);
    const of = (kind: string) => tracks.filter((track) => track.kind === kind);
    return { getTracks: () => tracks, getAudioTracks: () => of('audio'), getVideoTracks: () => of('video') };
  };
  vi.useFakeTimers();
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('document', page);
  vi.stubGlobal('HTMLMediaElement', class {});
  const mediaDevices = Object.assign(devices, { getUserMedia, enumerateDevices: async () => [] });
  vi.stubGlobal('navigator', { mediaDevices });
  local = new LocalMedia();
  await local.start();
});
afterEach(() => {
  local.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const latest = (kind: 'audio' | 'video') => given.findLast((track) => track.kind === kind) as FakeTrack;
const sent = () => {
  const { microphone, camera } = new Wishes(local, () => true).outgoing;
  return { microphone: microphone.on && microphone.track !== null, camera: camera.on && camera.track !== null };
};
/** Lets what was begun come to its end. */
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a microphone that the system takes away', () => {
  it('is muted for the others at once, and speaks again by itself', () => {
    expect(sent()).toEqual({ microphone: true, camera: true });
    latest('audio').mute(true);
    expect(local.store.get().microphone).toMatchObject({ on: true, interrupted: true });
    expect(isLive(local.store.get().microphone)).toBe(false);
    expect(sent()).toEqual({ microphone: false, camera: true });
    latest('audio').mute(false);
    expect(sent()).toEqual({ microphone: true, camera: true });
  });

  it('is told of to what is sent, each time', () => {
    const changed = vi.fn();
    const stop = new Wishes(local, () => true).listen(changed);
    latest('audio').mute(true);
    latest('audio').mute(false);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
  });

  it('stays off afterwards where the person turned it off meanwhile', async () => {
    latest('audio').mute(true);
    await local.turn('microphone', false);
    latest('audio').mute(false);
    expect(sent().microphone).toBe(false);
  });

  it('is no longer missed once another one was chosen', async () => {
    const before = latest('audio');
    before.mute(true);
    await local.choose('microphone', 'other');
    expect(local.store.get().microphone.interrupted).toBe(false);
    before.mute(true);
    expect(local.store.get().microphone.interrupted).toBe(false);
  });
});

it('a camera is missed only when it stands still for longer than a busy computer lets it', () => {
  latest('video').mute(true);
  vi.advanceTimersByTime(1_500);
  latest('video').mute(false);
  vi.advanceTimersByTime(10_000);
  expect(sent().camera).toBe(true);
  latest('video').mute(true);
  vi.advanceTimersByTime(2_000);
  expect(sent()).toEqual({ microphone: true, camera: false });
  latest('video').mute(false);
  expect(sent().camera).toBe(true);
});

describe('a device whose track was ended', () => {
  it('is opened again when the page is looked at, without a click', async () => {
    refusal = 'NotReadableError';
    latest('audio').end();
    await settle();
    expect(local.store.get().microphone).toMatchObject({ track: null, problem: 'busy' });
    refusal = null;
    page.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(local.store.get().microphone).toMatchObject({ track: latest('audio'), problem: null });
    const count = given.length;
    page.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(given).toHaveLength(count);
  });

  it('is opened again when it is plugged in', async () => {
    refusal = 'NotFoundError';
    latest('video').end();
    await settle();
    expect(sent().camera).toBe(false);
    refusal = null;
    devices.dispatchEvent(new Event('devicechange'));
    await settle();
    expect(sent().camera).toBe(true);
  });

  it('is not asked for again where the person said no, or turned it off', async () => {
    refusal = 'NotAllowedError';
    latest('audio').end();
    await settle();
    refusal = 'NotFoundError';
    latest('video').end();
    await settle();
    await local.turn('camera', false);
    refusal = null;
    const count = given.length;
    devices.dispatchEvent(new Event('devicechange'));
    page.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(given).toHaveLength(count);
  });
});
