/** What a decision needs beside the decision itself, and whether it is there. Pure. */
import type { CaseDecision, Nature } from '@sambung/contract/request';
import type { StepDecision } from '@sambung/contract/sop';

/** What is being written for a decision; nothing of it is lost when another decision is chosen. */
export interface DecisionDraft {
  reason: string;
  instruction: string;
  nature: Nature;
  /** `YYYY-MM-DD` and `HH:mm` in the case's zone; the date is empty without a deadline. */
  deadlineDate: string;
  deadlineTime: string;
  note: string;
  agendaNumber: string;
  assigneeIds: string[];
}

export const emptyDecision: DecisionDraft = {
  reason: '',
  instruction: '',
  nature: 'biasa',
  deadlineDate: '',
  deadlineTime: '16:00',
  note: '',
  agendaNumber: '',
  assigneeIds: [],
};

/** Forward decisions come first; the first of them is the panel's own button. */
const order: readonly StepDecision[] = ['dispose', 'approve', 'assign', 'complete', 'fail', 'return', 'reject'];
export const inOrder = (may: readonly StepDecision[]): StepDecision[] => order.filter((one) => may.includes(one));

export const asksReason = (decision: StepDecision): boolean => ['return', 'reject', 'fail'].includes(decision);
export const asksInstruction = (decision: StepDecision): boolean => ['dispose', 'assign'].includes(decision);

export type MissingPart = 'reason' | 'assignees';

/** The first thing that is not there yet; null when the decision can be sent. */
export function missingPart(decision: StepDecision, draft: DecisionDraft): MissingPart | null {
  if (asksReason(decision) && draft.reason.trim() === '') return 'reason';
  if (decision === 'assign' && draft.assigneeIds.length === 0) return 'assignees';
  return null;
}

/** Only what belongs to the decision is sent. `deadlineAt` is the instant of the deadline, read in the case's zone. */
export function decisionInput(
  decision: StepDecision,
  draft: DecisionDraft,
  { version, deadlineAt }: { version: number; deadlineAt: string | null },
): CaseDecision {
  const filled = (key: 'note' | 'agendaNumber' | 'instruction') =>
    draft[key].trim() === '' ? {} : { [key]: draft[key].trim() };
  if (asksReason(decision)) return { version, decision, reason: draft.reason.trim(), ...filled('note') };
  if (!asksInstruction(decision)) return { version, decision, ...filled('note'), ...filled('agendaNumber') };
  return {
    version,
    decision,
    ...filled('instruction'),
    nature: draft.nature,
    ...(deadlineAt === null ? {} : { deadlineAt }),
    ...filled('note'),
    ...filled('agendaNumber'),
    ...(decision === 'assign' ? { assigneeIds: draft.assigneeIds } : {}),
  };
}
