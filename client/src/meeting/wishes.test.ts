/** What is sent: the devices, or what is made in their place. */
import { expect, it } from 'vitest';
import type { LocalSource } from './local-media.ts';
import { forSpeech } from './sound.ts';
import { outgoingOf } from './wishes.ts';

const track = (id: string) => ({ id }) as MediaStreamTrack;
const source = (on: boolean, name: string): LocalSource => ({
  on,
  track: track(name),
  device: track(name),
  deviceId: null,
  problem: null,
  pending: false,
  interrupted: false,
});
const local = { microphone: source(false, 'mic'), camera: source(true, 'cam'), sound: forSpeech };

it('is the devices as the person wants them', () => {
  expect(outgoingOf(local, null)).toMatchObject({
    microphone: { on: false, track: { id: 'mic' }, made: null },
    camera: { on: true, track: { id: 'cam' }, made: null },
    rawAudio: false,
  });
});

it('is what is made, also while the microphone is off, and in the quality that measuring tones need', () => {
  const camera = { track: track('made'), size: { widthPx: 640, heightPx: 360 }, bitrateBps: null };
  expect(outgoingOf(local, { microphone: track('sweeps'), camera })).toMatchObject({
    microphone: { on: true, track: { id: 'sweeps' } },
    camera: { on: true, track: { id: 'made' }, made: { size: { widthPx: 640 } } },
    rawAudio: true,
  });
});

it('is the camera as ever when only sound is made', () => {
  const outgoing = outgoingOf(local, { microphone: track('mixed'), camera: null });
  expect(outgoing.camera).toMatchObject({ track: { id: 'cam' }, made: null });
  expect(outgoing.microphone.made).not.toBeNull();
});
