/** Cameras and microphones: asking for them, listing them, and naming what went wrong in terms a person can act on. */

import type { SoundTreatment } from './sound.ts';

export type DeviceSource = 'microphone' | 'camera';

/** Why there is no track: each has its own plain-language help on screen. */
export type DeviceProblem =
  | 'denied'
  | 'blocked-by-system'
  | 'missing'
  | 'busy'
  | 'insecure'
  | 'unsupported'
  | 'lost'
  | 'failed';

export type DeviceChoice = { deviceId: string; label: string };
/** `speaker`: empty where the browser does not let a page choose. */
export type DeviceList = Record<DeviceSource | 'speaker', readonly DeviceChoice[]>;
export const noDevices: DeviceList = { microphone: [], camera: [], speaker: [] };

/** What a capture should be: the wished device (absent: the browser's own choice) and how sound is treated. */
export type CaptureWish = { deviceId: string | null; sound: SoundTreatment };

/**
 * Capture size of the camera. Higher: sharper on a large tile, more to encode on a small laptop. Lower: lighter. 720p at 30 is the
 * test call's class HD.
 */
const cameraSize = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

/** The constraints of a wish. That very device: as a preference it would lose to another camera with more pictures a second. */
export function constraintsOf(source: DeviceSource, wish: CaptureWish): MediaTrackConstraints {
  const device = wish.deviceId ? { deviceId: { exact: wish.deviceId } } : {};
  if (source === 'camera') return { ...device, ...cameraSize };
  const { echoCancellation, gainControl, noise } = wish.sound;
  // Suppressed twice, voices sound as from a well.
  return { ...device, echoCancellation, noiseSuppression: noise === 'browser', autoGainControl: gainControl };
}

/** Asks for both sources in one prompt where both are wanted, and one by one when that fails, so that one missing device costs only itself. */
export async function capture(
  wishes: Partial<Record<DeviceSource, CaptureWish>>,
): Promise<Partial<Record<DeviceSource, MediaStreamTrack | DeviceProblem>>> {
  const sources = (Object.keys(wishes) as DeviceSource[]).filter((source) => wishes[source]);
  const refused = captureRefused();
  if (refused) return Object.fromEntries(sources.map((source) => [source, refused]));
  const both = wishes.microphone && wishes.camera && (await captureBoth(wishes.microphone, wishes.camera));
  if (both) return both;
  const results: Partial<Record<DeviceSource, MediaStreamTrack | DeviceProblem>> = {};
  for (const source of sources) results[source] = await captureOne(source, wishes[source] as CaptureWish);
  return results;
}

/**
 * Both in one prompt, also where a wished device is gone or the browser gave it a new name: what it does not know it refuses before it asks anybody (Media
 * Capture and Streams §10.2). Null where that is not to be had.
 */
async function captureBoth(microphone: CaptureWish, camera: CaptureWish): Promise<CapturedBoth | null> {
  for (const audio of withAnyOther(microphone)) {
    for (const video of withAnyOther(camera)) {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: constraintsOf('microphone', audio),
          video: constraintsOf('camera', video),
        });
        return { microphone: stream.getAudioTracks()[0] ?? 'failed', camera: stream.getVideoTracks()[0] ?? 'failed' };
      } catch (error) {
        // Any other error does not tell which of the two it was.
        if ((error as { name?: unknown } | null)?.name !== 'OverconstrainedError') return null;
      }
    }
  }
  return null;
}

type CapturedBoth = Record<DeviceSource, MediaStreamTrack | DeviceProblem>;

const withAnyOther = (wish: CaptureWish) => (wish.deviceId ? [wish, { ...wish, deviceId: null }] : [wish]);

/** A wished device that is gone must not keep a person out: then any other. */
async function captureOne(source: DeviceSource, wish: CaptureWish): Promise<MediaStreamTrack | DeviceProblem> {
  const result = await captureExactly(source, wish);
  return result === 'missing' && wish.deviceId ? await captureExactly(source, { ...wish, deviceId: null }) : result;
}

async function captureExactly(source: DeviceSource, wish: CaptureWish): Promise<MediaStreamTrack | DeviceProblem> {
  const constraints = constraintsOf(source, wish);
  try {
    const stream = await navigator.mediaDevices.getUserMedia(
      source === 'camera' ? { video: constraints } : { audio: constraints },
    );
    return stream.getTracks()[0] ?? 'failed';
  } catch (error) {
    return deviceProblemOf(error);
  }
}

function captureRefused(): DeviceProblem | null {
  if (!window.isSecureContext) return 'insecure';
  return 'mediaDevices' in navigator ? null : 'unsupported';
}

/** The problem behind a getUserMedia error (Media Capture and Streams §10.2.1), browsers' own names included. */
export function deviceProblemOf(error: unknown): DeviceProblem {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: '', message: '' };
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return /system/i.test(message) ? 'blocked-by-system' : 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'TypeError':
      return 'unsupported';
    default:
      return 'failed';
  }
}

/** The devices there are. Labels are empty until a permission was given; such devices are left out, they cannot be told apart. */
export async function listDevices(): Promise<DeviceList> {
  if (!('mediaDevices' in navigator)) return noDevices;
  const devices = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind) =>
    devices
      .filter((device) => device.kind === kind && device.label !== '')
      .map((device) => ({ deviceId: device.deviceId, label: device.label }));
  const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;
  return {
    microphone: of('audioinput'),
    camera: of('videoinput'),
    speaker: canChooseSpeaker ? of('audiooutput') : [],
  };
}
