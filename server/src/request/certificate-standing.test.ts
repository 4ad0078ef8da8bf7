/** Tests of what a certificate is worth for a case: which one speaks, and which states count. */
import { describe, expect, it } from 'vitest';
import { counts, type KnownCertificate, type StandingFacts, standingOf } from './certificate-standing.ts';

const certificate = (changes: Partial<KnownCertificate> = {}): KnownCertificate => ({
  ...{ testCallId: 'uji-1', requestId: 'kasus', state: 'valid', simulated: false, causes: [] },
  ...{ maySkip: false, hostRoom: 'Aula' },
  ...changes,
});
const standing = (changes: Partial<StandingFacts> = {}) =>
  standingOf({
    ...{ requestId: 'kasus', hostRoom: 'Aula', tests: [{ id: 'uji-1', certified: true }] },
    ...{ certificates: [certificate()], simulationCounts: false },
    ...changes,
  });
const inState = (changes: Partial<KnownCertificate>) => standing({ certificates: [certificate(changes)] });

describe('the standing of a case', () => {
  it('valid and conditional certificates count, every other state says its own name', () => {
    expect([inState({}), inState({ state: 'conditional' })].map(counts)).toEqual([true, true]);
    const others = (['expired', 'revoked', 'suspended'] as const).map((state) =>
      inState({ state, causes: ['by-hand'] }),
    );
    expect(others).toEqual(['expired', 'revoked', 'suspended']);
    expect(others.some(counts)).toBe(false);
  });

  it('[UNSRI-85] a suspension for the address alone asks for less than any other', () => {
    expect(inState({ state: 'suspended', causes: ['address-reported', 'address-observed'] })).toBe('suspended-address');
    expect(inState({ state: 'suspended', causes: ['address-reported', 'pre-test-failed'] })).toBe('suspended');
  });

  it('a simulation counts only where simulations do', () => {
    const certificates = [certificate({ simulated: true })];
    expect(standing({ certificates })).toBe('simulation-refused');
    expect(standing({ certificates, simulationCounts: true })).toBe('simulated');
  });

  it('the newest decided test speaks, and one that was not passed takes the word from an earlier certificate', () => {
    const later = { id: 'uji-2', certified: false };
    expect(standing({ tests: [{ id: 'uji-1', certified: true }, later] })).toBe('not-passed');
    expect(
      standing({
        tests: [
          { id: 'uji-1', certified: true },
          { ...later, certified: null },
        ],
      }),
    ).toBe('certified');
    expect(standing({ tests: [] })).toBe('not-tested');
  });

  it('another event’s certificate stands in where the rubric allows it, for the same rooms, unconditional and in force', () => {
    const other = { testCallId: 'uji-0', requestId: 'kasus-lain', maySkip: true };
    const alone = (changes: Partial<KnownCertificate>) =>
      standing({ tests: [], certificates: [certificate({ ...other, ...changes })] });
    expect(alone({})).toBe('certified');
    expect(alone({ maySkip: false })).toBe('not-tested');
    expect(alone({ state: 'conditional' })).toBe('not-tested');
    expect(alone({ hostRoom: 'Ruang lain' })).toBe('not-tested');
    expect(alone({ state: 'suspended' })).toBe('not-tested');
  });
});
