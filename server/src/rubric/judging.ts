/** Judges a test call's evidence by a rubric: a row for every metric and place, causes of marginals, gates, verdict. Pure. */
import { type GateFact, gateKeys, type MetricKey, type RunEvidence, type Scope } from '@sambung/contract/measurement';
import type {
  Grade,
  JudgedRow,
  Judgement,
  LineClass,
  RubricDocument,
  RubricMetric,
  Verdict,
} from '@sambung/contract/rubric';
import { gradeColumn, worst } from './grading.ts';

/** The metric of the people's answers, which may stand in for a `replaceable` one (C4). */
const answersMetric: MetricKey = 'human-score';
/** Gates that every test call is asked for: a fact cannot say that they do not apply. */
const alwaysAsked: ReadonlySet<string> = new Set([
  'connected',
  'seen-and-heard',
  'encrypted',
  'valid-data',
  'duration',
]);

/**
 * What the rubric says of the evidence, and whether the run may make a certificate: two answers. Every metric has a row for both directions or both sites;
 * what is missing in the evidence is `not-measured`, a gate that nobody tells of stays shut.
 */
export function judge(rubric: RubricDocument, lineClass: LineClass, evidence: RunEvidence): Judgement {
  const rows = judgeRows(rubric, lineClass, evidence);
  const gates = judgeGates(rubric, evidence.gates);
  const marginalGroups = groupMarginals(rows);
  const areGatesOpen = gates.every(isOpen);
  return {
    verdict: areGatesOpen ? verdictOf(rubric, rows, marginalGroups.length) : 'not-certified',
    certifiable: areGatesOpen && evidence.simulatedReasons.length === 0,
    simulatedReasons: [...evidence.simulatedReasons],
    lineClass,
    gates,
    rows,
    marginalGroups,
  };
}

/** An open gate: it passed, or nobody asks for it. */
export const isOpen = ({ applies, passed }: GateFact): boolean => !applies || passed === true;

/** The grade that decides: the people's answers where they stand in. */
export const decidingGrade = ({ grade, standIn }: Pick<JudgedRow, 'grade' | 'standIn'>): Grade =>
  grade === 'not-measured' && standIn !== null ? standIn : grade;

function judgeRows(rubric: RubricDocument, lineClass: LineClass, evidence: RunEvidence): JudgedRow[] {
  const rowOf = (metric: RubricMetric, scope: Scope, proven: (needed: readonly MetricKey[]) => boolean): JudgedRow => {
    const here = evidence.measurements.filter((one) => one.metric === metric.metric && isSame(one.scope, scope));
    const columns = metric.columns.map((column) =>
      gradeColumn(
        metric.metric,
        column,
        lineClass,
        here.filter(({ statistic }) => statistic === column.statistic),
        () => column.kind === 'category' && proven(column.provenBy),
      ),
    );
    const { code, critical, group = null } = metric;
    const grade = worst(columns.map((column) => column.grade));
    return { metric: metric.metric, code, scope, critical, group, grade, standIn: null, columns };
  };
  const judgeAll = (proven: (scope: Scope) => (needed: readonly MetricKey[]) => boolean) =>
    rubric.metrics.flatMap((metric) => placesOf(metric).map((scope) => rowOf(metric, scope, proven(scope))));

  // First without anything proven: what proves is graded then, and words that need a proof come out by it in the second round.
  const unproven = judgeAll(() => () => false);
  const rows = judgeAll(
    (scope) => (needed) =>
      needed.every((key) => {
        const proofs = unproven.filter(({ metric, scope: place }) => metric === key && isPartOf(place, scope));
        return proofs.length > 0 && proofs.every(({ grade }) => grade === 'pass');
      }),
  );
  const answers = rows.filter(({ metric }) => metric === answersMetric).map(({ grade }) => grade);
  const standIn = answers.length > 0 ? worst(answers) : null;
  const replaceable = new Set(rubric.metrics.filter((metric) => metric.replaceable).map(({ metric }) => metric));
  return rows.map((row) => (row.grade === 'not-measured' && replaceable.has(row.metric) ? { ...row, standIn } : row));
}

const sides = ['host', 'audience'] as const;

const placesOf = ({ scope }: RubricMetric): Scope[] =>
  sides.map((side) => (scope === 'direction' ? { direction: side } : { site: side }));

const isSame = (a: Scope, b: Scope): boolean =>
  'site' in a ? 'site' in b && a.site === b.site : 'direction' in b && a.direction === b.direction;

/** Both directions run through each site; a direction has nothing but itself. */
const isPartOf = (place: Scope, whole: Scope): boolean =>
  isSame(place, whole) || ('site' in whole && 'direction' in place);

/** Every gate once, in the report's order, the rubric's own switch applied. */
function judgeGates(rubric: RubricDocument, facts: readonly GateFact[]): GateFact[] {
  return gateKeys.flatMap((gate): GateFact[] => {
    const isAsked = gate !== 'public-address' || rubric.gates.publicAddress;
    const told = facts.filter((fact) => fact.gate === gate);
    if (told.length === 0) return [{ gate, applies: isAsked, passed: null, seen: untold, trust: 'server-observed' }];
    return told.map((fact) => ({ ...fact, applies: isAsked && (fact.applies || alwaysAsked.has(gate)) }));
  });
}

const untold = { id: 'Tidak ada data tentang syarat ini.', en: 'Nothing is known about this gate.' };

/** One entry a cause and place: what has no group is a cause of its own. What was not measured counts as marginal. */
function groupMarginals(rows: readonly JudgedRow[]): Judgement['marginalGroups'] {
  const groups = new Map<string, Judgement['marginalGroups'][number]>();
  for (const row of rows) {
    if (!['marginal', 'not-measured'].includes(decidingGrade(row))) continue;
    // A group's name may be a metric's key too.
    const key = `${row.group === null ? 'metric' : 'group'} ${row.group ?? row.metric} ${JSON.stringify(row.scope)}`;
    const known = groups.get(key);
    if (known) known.metrics.push(row.metric);
    else groups.set(key, { group: row.group ?? row.metric, scope: row.scope, metrics: [row.metric] });
  }
  return [...groups.values()];
}

function verdictOf(rubric: RubricDocument, rows: readonly JudgedRow[], marginalGroups: number): Verdict {
  const grades = rows.map((row) => ({ grade: decidingGrade(row), critical: row.critical }));
  if (grades.some(({ grade }) => grade === 'fail')) return 'not-certified';
  const isCriticalInDoubt = grades.some(({ grade, critical }) => critical && grade !== 'pass');
  return isCriticalInDoubt || marginalGroups > rubric.decision.marginalGroupsAtMost
    ? 'certified-with-conditions'
    : 'certified';
}
