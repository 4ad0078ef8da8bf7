/** What a person chose last time on this computer: name, devices, on or off. Stays in the browser. */
import { type Announced, announcedOf } from './announcing.ts';
import type { Layout } from './layout.ts';
import { forSpeech, type SoundTreatment, soundTreatmentOf } from './sound.ts';
import { type Thrift, thriftOf } from './thrift.ts';

export type Remembered = {
  displayName: string;
  microphoneId: string | null;
  cameraId: string | null;
  microphoneOn: boolean;
  cameraOn: boolean;
  speakerId: string | null;
  sound: SoundTreatment;
  layout: Layout;
  announced: Announced;
  thrift: Thrift;
};

const key = 'sambung.prejoin';
const nothing: Remembered = {
  displayName: '',
  microphoneId: null,
  cameraId: null,
  microphoneOn: true,
  cameraOn: true,
  speakerId: null,
  sound: forSpeech,
  layout: 'grid',
  announced: 'all',
  thrift: 'full',
};

/** The remembered choices; a value that is missing or not of its kind falls back to the default. */
export function remembered(): Remembered {
  try {
    return rememberedFrom(JSON.parse(localStorage.getItem(key) ?? '{}'));
  } catch {
    return nothing;
  }
}

/** Keeps some choices; a browser that forbids storage simply forgets. */
export function remember(choices: Partial<Remembered>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...remembered(), ...choices }));
  } catch {
    // Private windows may refuse; the meeting works without.
  }
}

/** Reads stored choices of unknown shape. */
export function rememberedFrom(stored: unknown): Remembered {
  const from = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const flag = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  return {
    displayName: (text(from.displayName) ?? '').slice(0, 80),
    microphoneId: text(from.microphoneId),
    cameraId: text(from.cameraId),
    microphoneOn: flag(from.microphoneOn, nothing.microphoneOn),
    cameraOn: flag(from.cameraOn, nothing.cameraOn),
    speakerId: text(from.speakerId),
    sound: soundTreatmentOf(from.sound),
    thrift: thriftOf(from.thrift),
    layout: from.layout === 'stage' ? 'stage' : 'grid',
    announced: announcedOf(from.announced),
  };
}
