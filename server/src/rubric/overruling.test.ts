/** Who may decide otherwise than the rubric. */
import type { RunEvidence } from '@sambung/contract/measurement';
import { describe, expect, it } from 'vitest';
import { goodEvidence, spoiled } from '../../test/rubric.ts';
import { judge } from './judging.ts';
import { overrule, type Ruling } from './overruling.ts';
import { shippedRubric } from './shipped.ts';

const rubric = shippedRubric('unsri').document;
const good = goodEvidence(rubric);
const failed = spoiled(good, { metric: 'jitter' }, { value: 90 });
const marginal = spoiled(good, { metric: 'audio-delay' }, { value: 300 });
const incomplete = spoiled(good, { metric: 'freezes' }, null);
const shut = (gate: string): RunEvidence => ({
  ...good,
  gates: good.gates.map((fact) => (fact.gate === gate ? { ...fact, passed: false } : fact)),
});

const words = { reason: 'Acara kenegaraan, jalur cadangan disiapkan', conditions: 'Kamera kedua dimatikan' };
function refusalsOf(evidence: RunEvidence, ruling: Partial<Ruling> & Pick<Ruling, 'decision'>): string[] {
  const answer = overrule(rubric, judge(rubric, 'hd', evidence), {
    by: 'technician',
    reason: '',
    conditions: '',
    ...ruling,
  });
  return answer.allowed ? [] : answer.refusals.map(({ code }) => code).toSorted();
}

describe('a technician', () => {
  it('agrees with the machine without a word, but writes conditions and reason where there are conditions', () => {
    expect(refusalsOf(good, { decision: 'certified' })).toEqual([]);
    expect(refusalsOf(failed, { decision: 'not-certified' })).toEqual([]);
    expect(refusalsOf(marginal, { decision: 'certified-with-conditions' })).toEqual([
      'conditions-missing',
      'reason-missing',
    ]);
    expect(refusalsOf(marginal, { decision: 'certified-with-conditions', ...words, reason: '  ' })).toEqual([
      'reason-missing',
    ]);
    expect(refusalsOf(marginal, { decision: 'certified-with-conditions', ...words })).toEqual([]);
  });

  it('downgrades freely', () => {
    expect(refusalsOf(good, { decision: 'not-certified' })).toEqual([]);
    expect(refusalsOf(marginal, { decision: 'not-certified' })).toEqual([]);
    expect(refusalsOf(good, { decision: 'certified-with-conditions', ...words })).toEqual([]);
  });

  it('never upgrades', () => {
    expect(refusalsOf(failed, { decision: 'certified-with-conditions', ...words })).toEqual(['head-only']);
    expect(refusalsOf(failed, { decision: 'certified', reason: words.reason })).toEqual(['head-only']);
    expect(refusalsOf(marginal, { decision: 'certified', reason: words.reason })).toEqual(['head-only']);
  });

  it('writes no conditions where the decision has none', () => {
    expect(refusalsOf(good, { decision: 'certified', ...words })).toEqual(['conditions-without-meaning']);
  });
});

describe('the head', () => {
  const head = { by: 'head' } as const;

  it('upgrades over a failure with a written reason', () => {
    expect(refusalsOf(failed, { ...head, decision: 'certified' })).toEqual(['reason-missing']);
    expect(refusalsOf(failed, { ...head, decision: 'certified', reason: words.reason })).toEqual([]);
    expect(refusalsOf(failed, { ...head, decision: 'certified-with-conditions', ...words })).toEqual([]);
  });

  it('[UNSRI-39] never opens the gates of connection, picture and sound, and encryption', () => {
    for (const gate of ['connected', 'seen-and-heard', 'encrypted'])
      for (const decision of ['certified', 'certified-with-conditions'] as const)
        expect(refusalsOf(shut(gate), { ...head, decision, ...words })).toContain('gate-shut');
    expect(refusalsOf(shut('encrypted'), { ...head, decision: 'not-certified' })).toEqual([]);
  });

  it('opens other gates', () => {
    for (const gate of ['public-address', 'duration', 'same-configuration'])
      expect(refusalsOf(shut(gate), { ...head, decision: 'certified', reason: words.reason })).toEqual([]);
  });

  it('certifies with conditions at most what was not measured', () => {
    expect(refusalsOf(incomplete, { ...head, decision: 'certified', reason: words.reason })).toEqual(['not-measured']);
    expect(refusalsOf(incomplete, { ...head, decision: 'certified-with-conditions', ...words })).toEqual([]);
  });
});

it('names every refusal with its field, in both languages', () => {
  const answer = overrule(rubric, judge(rubric, 'hd', shut('encrypted')), {
    by: 'technician',
    decision: 'certified-with-conditions',
    reason: '',
    conditions: '',
  });
  expect(answer.allowed === false && answer.refusals.map(({ code, field }) => [code, field])).toEqual([
    ['conditions-missing', 'conditions'],
    ['reason-missing', 'reason'],
    ['head-only', 'decision'],
    ['gate-shut', 'decision'],
  ]);
});
