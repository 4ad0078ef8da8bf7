/** A decision carries what belongs to it, and asks for what it cannot do without. */
import { describe, expect, it } from 'vitest';
import { decisionInput, emptyDecision, inOrder, missingPart } from './decision-input.ts';

const sent = { version: 4, deadlineAt: null };

describe('decisionInput', () => {
  it('hands on with instruction, nature, deadline, note and agenda number', () => {
    const draft = {
      ...emptyDecision,
      instruction: ' Siapkan ',
      nature: 'segera' as const,
      note: 'n',
      agendaNumber: '12',
    };
    expect(decisionInput('dispose', draft, { version: 4, deadlineAt: '2026-02-03T08:00:00Z' })).toEqual({
      version: 4,
      decision: 'dispose',
      instruction: 'Siapkan',
      nature: 'segera',
      deadlineAt: '2026-02-03T08:00:00Z',
      note: 'n',
      agendaNumber: '12',
    });
  });

  it('sends no half of another decision that was being written', () => {
    const draft = { ...emptyDecision, instruction: 'Siapkan', reason: 'Surat kurang', assigneeIds: ['a'] };
    expect(decisionInput('return', draft, sent)).toEqual({ version: 4, decision: 'return', reason: 'Surat kurang' });
    expect(decisionInput('approve', draft, sent)).toEqual({ version: 4, decision: 'approve' });
    expect(decisionInput('dispose', draft, sent)).not.toHaveProperty('assigneeIds');
  });
});

describe('missingPart', () => {
  it('asks for a reason where somebody will have to read it, and for people where somebody is put on', () => {
    expect(missingPart('reject', { ...emptyDecision, reason: '  ' })).toBe('reason');
    expect(missingPart('fail', emptyDecision)).toBe('reason');
    expect(missingPart('assign', emptyDecision)).toBe('assignees');
    expect(missingPart('assign', { ...emptyDecision, assigneeIds: ['a'] })).toBeNull();
    expect(missingPart('dispose', emptyDecision)).toBeNull();
  });
});

it('puts what goes on before what stops', () => {
  expect(inOrder(['reject', 'return', 'approve', 'dispose'])).toEqual(['dispose', 'approve', 'return', 'reject']);
});
