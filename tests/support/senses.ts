/** What one participant must see and hear of another: their moving picture in their colour, their chirp. */
import { expect } from '@playwright/test';
import { findChirp } from './chirp.ts';
import { type Look, type Participant, tileSelector } from './participant.ts';
import { type AskedPage, recordSound, watchVideo } from './received.ts';
import { toneShare } from './tone.ts';

/** Of the pictures sampled every 100 ms at least this share must differ from the one before: the fake camera runs at 20 frames a second. */
const leastChanging = 0.5;
/** A machine under load samples less often; with fewer pictures than these nothing is proven. */
const leastSamples = 4;
/** A chirp through Opus correlates above 0.8, the opposite sweep and noise stay below 0.3. */
const leastCorrelation = 0.6;

/** A tone through Opus keeps nearly all of its power; chirps and speech have a few hundredths of theirs at one frequency. */
const leastToneShare = 0.8;
/** Quieter than this nobody is heard. */
const silentDbfs = -70;

/** Expects `viewer` to see `name`'s picture moving, in the colour of their background. */
export async function expectSees(viewer: Participant, name: string, look: Look): Promise<void> {
  await expectPicture(viewer.page, await tileSelector(viewer, name), look);
}

/** Expects a page to show a moving picture in the colour of this background under `selector`. */
export async function expectPicture(page: AskedPage, selector: string, look: Look): Promise<void> {
  await expect(async () => {
    const seen = await watchVideo(page, selector, 1_000);
    expect(seen.samples).toBeGreaterThanOrEqual(leastSamples);
    expect(seen.changes / seen.samples).toBeGreaterThanOrEqual(leastChanging);
    if (look.background === 'red') expect(seen.red).toBeGreaterThan(seen.blue + 40);
    else expect(seen.blue).toBeGreaterThan(seen.red + 40);
  }).toPass({ timeout: 20_000 });
}

/** Expects `viewer` to hear the chirp of `look`, and not the other one louder. */
export async function expectHears(
  viewer: { page: AskedPage },
  look: Look,
): Promise<{ correlation: number; levelDbfs: number }> {
  let heard = { correlation: 0, levelDbfs: 0 };
  await expect(async () => {
    const { samples, rate } = await recordSound(viewer.page, 2.5);
    heard = findChirp(samples, look.sweep, rate);
    const opposite = findChirp(samples, look.sweep === 'up' ? 'down' : 'up', rate);
    expect(heard.correlation).toBeGreaterThan(leastCorrelation);
    expect(opposite.correlation).toBeLessThan(leastCorrelation);
  }).toPass({ timeout: 30_000 });
  return heard;
}

/** Expects `viewer` to hear nobody. */
export async function expectSilence(viewer: { page: AskedPage }): Promise<void> {
  await expect(async () => {
    const { samples } = await recordSound(viewer.page, 1);
    expect(levelDbfs(samples)).toBeLessThan(silentDbfs);
  }).toPass({ timeout: 20_000 });
}

/** Expects `viewer` to hear a steady tone and little else. */
export async function expectTone(viewer: { page: AskedPage }, frequencyHz: number): Promise<void> {
  await expect(async () => {
    const { samples, rate } = await recordSound(viewer.page, 1);
    expect(levelDbfs(samples)).toBeGreaterThan(silentDbfs);
    expect(toneShare(samples, rate, frequencyHz)).toBeGreaterThan(leastToneShare);
  }).toPass({ timeout: 20_000 });
}

function levelDbfs(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(power + 1e-20);
}
