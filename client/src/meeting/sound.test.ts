/** How a microphone's sound may be treated. */
import { expect, it } from 'vitest';
import { forSpeech, isOriginal, original, soundTreatmentOf } from './sound.ts';

it('reads what was remembered, and falls back to speech piece by piece', () => {
  expect(soundTreatmentOf({ echoCancellation: false, noise: 'strong' })).toEqual({
    ...forSpeech,
    echoCancellation: false,
    noise: 'strong',
  });
  for (const broken of [undefined, null, 7, 'x', { noise: 'louder', gainControl: 'yes' }])
    expect(soundTreatmentOf(broken)).toEqual(forSpeech);
});

it('is original only when nothing is done to it', () => {
  expect(isOriginal(original)).toBe(true);
  for (const change of [{ echoCancellation: true }, { gainControl: true }, { noise: 'browser' as const }])
    expect(isOriginal({ ...original, ...change })).toBe(false);
});
