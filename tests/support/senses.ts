/** What one participant must see and hear of another: their moving picture in their colour, their chirp. */
import { expect } from '@playwright/test';
import { findChirp } from './chirp.ts';
import { type Look, type Participant, tileSelector } from './participant.ts';
import { recordSound, watchVideo } from './received.ts';

/** Of the pictures sampled every 100 ms at least this share must differ from the one before: the fake camera runs at 20 frames a second. */
const leastChanging = 0.5;
/** A machine under load samples less often; with fewer pictures than these nothing is proven. */
const leastSamples = 4;
/** A chirp through Opus correlates above 0.8, the opposite sweep and noise stay below 0.3. */
const leastCorrelation = 0.6;

/** Expects `viewer` to see `name`'s picture moving, in the colour of their background. */
export async function expectSees(viewer: Participant, name: string, look: Look): Promise<void> {
  const selector = await tileSelector(viewer, name);
  await expect(async () => {
    const seen = await watchVideo(viewer.page, selector, 1_000);
    expect(seen.samples).toBeGreaterThanOrEqual(leastSamples);
    expect(seen.changes / seen.samples).toBeGreaterThanOrEqual(leastChanging);
    if (look.background === 'red') expect(seen.red).toBeGreaterThan(seen.blue + 40);
    else expect(seen.blue).toBeGreaterThan(seen.red + 40);
  }).toPass({ timeout: 20_000 });
}

/** Expects `viewer` to hear the chirp of `look`, and not the other one louder. */
export async function expectHears(
  viewer: Participant,
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
