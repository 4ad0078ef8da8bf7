/** Who may decide otherwise than the rubric: downgrades freely, upgrades by the head of the procedure, and some gates by nobody (C4). Pure. */
import type { Judgement, RubricDocument, Verdict } from '@sambung/contract/rubric';
import type { Bilingual } from '@sambung/contract/text';
import { isOpen } from './judging.ts';

export interface Ruling {
  /** `head`: whoever holds the position that answers for the procedure. */
  readonly by: 'technician' | 'head';
  readonly decision: Verdict;
  readonly reason: string;
  readonly conditions: string;
}

export type RefusalCode =
  | 'reason-missing'
  | 'conditions-missing'
  | 'conditions-without-meaning'
  | 'head-only'
  | 'gate-shut'
  | 'not-measured';
export interface Refusal {
  readonly code: RefusalCode;
  /** The field that has to change. */
  readonly field: 'decision' | 'reason' | 'conditions';
  readonly message: Bilingual;
}
export type Overruling =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly refusals: readonly Refusal[] };

const rank: Readonly<Record<Verdict, number>> = { 'not-certified': 0, 'certified-with-conditions': 1, certified: 2 };

const refusals: Readonly<Record<RefusalCode, Omit<Refusal, 'code'>>> = {
  'reason-missing': {
    field: 'reason',
    message: { id: 'Tulis alasan keputusan ini.', en: 'Write the reason of this decision.' },
  },
  'conditions-missing': {
    field: 'conditions',
    message: {
      id: 'Tulis syarat yang harus dipenuhi dalam acara.',
      en: 'Write the conditions that have to be met in the event.',
    },
  },
  'conditions-without-meaning': {
    field: 'conditions',
    message: {
      id: 'Syarat hanya ditulis pada keputusan layak dengan syarat.',
      en: 'Conditions belong to the decision “certified with conditions” alone.',
    },
  },
  'head-only': {
    field: 'decision',
    message: {
      id: 'Hanya pimpinan prosedur ini yang dapat memutuskan lebih baik daripada hasil pengukuran.',
      en: 'Only the head of this procedure can decide for more than was measured.',
    },
  },
  'gate-shut': {
    field: 'decision',
    message: {
      id: 'Ada gerbang yang belum terbuka dan tidak dapat diabaikan oleh siapa pun.',
      en: 'A gate is shut that nobody can set aside.',
    },
  },
  'not-measured': {
    field: 'decision',
    message: {
      id: 'Ada ukuran kritis yang tidak terukur: paling jauh layak dengan syarat.',
      en: 'A critical metric was not measured: certified with conditions is the most.',
    },
  },
};

/**
 * Whether this decision may stand beside the judgement. The machine's own verdict is decided the same way: one with conditions needs them written, whoever
 * decides. All refusals are named at once.
 */
export function overrule(rubric: RubricDocument, judgement: Judgement, ruling: Ruling): Overruling {
  const { by, decision } = ruling;
  const found = new Set<RefusalCode>();
  const isUpgrade = rank[decision] > rank[judgement.verdict];
  const hasReason = ruling.reason.trim() !== '';
  const hasConditions = ruling.conditions.trim() !== '';
  if (decision === 'certified-with-conditions') {
    if (!hasConditions) found.add('conditions-missing');
    if (!hasReason) found.add('reason-missing');
  } else if (hasConditions) found.add('conditions-without-meaning');
  if (isUpgrade) {
    if (!hasReason) found.add('reason-missing');
    if (by !== 'head') found.add('head-only');
    const { neverOverruled } = rubric.decision;
    if (judgement.gates.some((gate) => neverOverruled.includes(gate.gate) && !isOpen(gate))) found.add('gate-shut');
    if (decision === 'certified' && judgement.rows.some(isMissing)) found.add('not-measured');
  }
  if (found.size === 0) return { allowed: true };
  return { allowed: false, refusals: [...found].map((code) => ({ code, ...refusals[code] })) };
}

/** A critical metric that neither was measured nor has people's answers to stand in. */
const isMissing = ({ critical, grade, standIn }: Judgement['rows'][number]): boolean =>
  critical && grade === 'not-measured' && (standIn === null || standIn === 'not-measured');
