/** Samples of a second: what is written is what is read back, and nothing may be left out. */
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../test/run-seconds.ts';
import { canonicalJson } from '../audit/index.ts';
import { secondSampleSchema } from './second-sample.ts';

describe('a sample of a second', () => {
  it('survives canonical JSON unchanged', () => {
    const written = canonicalJson(secondSampleSchema.parse(sampleOf({ second: 7, skewMs: [-12.25] })));
    const read = secondSampleSchema.parse(JSON.parse(written));
    expect(canonicalJson(read)).toBe(written);
  });

  it('refuses a key that is missing, unknown or not finite', () => {
    const { lies: _left, ...withoutLies } = sampleOf({});
    expect(secondSampleSchema.safeParse(withoutLies).success).toBe(false);
    expect(secondSampleSchema.safeParse({ ...sampleOf({}), extra: 1 }).success).toBe(false);
    expect(secondSampleSchema.safeParse(sampleOf({ atMs: Number.NaN })).success).toBe(false);
    expect(secondSampleSchema.safeParse(sampleOf({ sentLevelDbfs: undefined as never })).success).toBe(false);
  });
});
