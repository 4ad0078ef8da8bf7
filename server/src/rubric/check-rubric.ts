/** Checks a rubric against the guard rails: stricter is free, looser goes to the rail, and what makes a certificate mean something stays. Pure. */
import { metricKeys } from '@sambung/contract/measurement';
import { type Limits, lineClasses, type Range, type RubricDocument, type RubricMetric } from '@sambung/contract/rubric';
import type { Bilingual } from '@sambung/contract/text';
import { type Fault, fault } from '../source/index.ts';
import {
  aesProfiles,
  type ColumnRail,
  classRails,
  gateRails,
  gatesForNobody,
  metricRails,
  mostMarginalGroups,
  shortestMeasuredSeconds,
} from './rails.ts';

type Path = Fault['path'];
type Column = RubricMetric['columns'][number];

/** What is wrong, by path. `shortestSeconds` of measuring differ in a test installation alone. */
export function checkRubric(document: RubricDocument, shortestSeconds = shortestMeasuredSeconds): Fault[] {
  return [
    ...faultsOfClasses(document),
    ...faultsOfGates(document, shortestSeconds),
    ...faultsOfMetrics(document),
    ...faultsOfDecision(document),
  ];
}

function faultsOfClasses({ classes }: RubricDocument): Fault[] {
  return lineClasses.flatMap((lineClass) =>
    (['heightPx', 'framesPerSecond', 'upBps', 'downBps'] as const).flatMap((field) => {
      const least = classRails[lineClass][field];
      return classes[lineClass][field] < least
        ? [
            fault(
              ['classes', lineClass, field],
              `Paling sedikit ${least}: yang lebih kecil bukan kelas ini lagi.`,
              `At least ${least}: less is no longer this class.`,
            ),
          ]
        : [];
    }),
  );
}

function faultsOfGates({ gates }: RubricDocument, shortestSeconds: number): Fault[] {
  const faults: Fault[] = [];
  for (const [field, rail] of Object.entries(gateRails(shortestSeconds))) {
    const value = gates[field as keyof ReturnType<typeof gateRails>];
    const { atLeast, atMost, why } = rail as { atLeast?: number; atMost?: number; why: Bilingual };
    if (atLeast !== undefined && value < atLeast) faults.push(beyond(['gates', field], { min: atLeast }, why));
    if (atMost !== undefined && value > atMost) faults.push(beyond(['gates', field], { max: atMost }, why));
  }
  if (gates.realSecondsAtLeast > gates.measuredSecondsAtLeast)
    faults.push(
      fault(
        ['gates', 'realSecondsAtLeast'],
        'Bagian dari waktu ukur tidak dapat lebih panjang dari waktu ukur.',
        'A part of the measured time cannot be longer than it.',
      ),
    );
  for (const [index, profile] of gates.srtpProfiles.entries())
    if (!aesProfiles.includes(profile))
      faults.push(
        fault(
          ['gates', 'srtpProfiles', index],
          `“${profile}” bukan AES dengan tanda utuh; yang diterima: ${aesProfiles.join(', ')}.`,
          `“${profile}” is not AES with a full tag; accepted are ${aesProfiles.join(', ')}.`,
        ),
      );
  return faults;
}

function faultsOfDecision({ decision }: RubricDocument): Fault[] {
  const faults: Fault[] = [];
  if (decision.marginalGroupsAtMost > mostMarginalGroups)
    faults.push(
      beyond(
        ['decision', 'marginalGroupsAtMost'],
        { max: mostMarginalGroups },
        {
          id: 'Lebih banyak kelemahan bukan lagi jalur yang layak tanpa syarat.',
          en: 'A line with more weaknesses is not certified without conditions.',
        },
      ),
    );
  for (const gate of gatesForNobody)
    if (!decision.neverOverruled.includes(gate))
      faults.push(
        fault(
          ['decision', 'neverOverruled'],
          `“${gate}” harus ada: tanpa itu tidak ada konferensi yang dapat disertifikasi.`,
          `“${gate}” must be there: without it there is no conference to certify.`,
        ),
      );
  return faults;
}

function faultsOfMetrics({ metrics }: RubricDocument): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, metric] of metrics.entries()) {
    const at: Path = ['metrics', index];
    if (seen.has(metric.metric))
      faults.push(fault([...at, 'metric'], `“${metric.metric}” sudah ada.`, `“${metric.metric}” is already there.`));
    seen.add(metric.metric);
    faults.push(...faultsOfMetric(metric, at));
  }
  const missing = metricKeys.filter((key) => !seen.has(key));
  if (missing.length > 0)
    faults.push(
      fault(
        ['metrics'],
        `Ukuran ini belum ada: ${missing.join(', ')}.`,
        `These metrics are missing: ${missing.join(', ')}.`,
      ),
    );
  return faults;
}

function faultsOfMetric(metric: RubricMetric, at: Path): Fault[] {
  const rail = metricRails[metric.metric];
  const faults: Fault[] = [];
  for (const field of ['code', 'scope', 'stream'] as const)
    if (metric[field] !== rail[field])
      faults.push(fault([...at, field], `Harus “${rail[field]}”.`, `Must be “${rail[field]}”.`));
  if (rail.isCritical && !metric.critical)
    faults.push(
      fault(
        [...at, 'critical'],
        `${rail.code} selalu kritis (critical: true).`,
        `${rail.code} is always critical (critical: true).`,
      ),
    );
  if (metric.replaceable && !rail.mayBeReplaced)
    faults.push(
      fault(
        [...at, 'replaceable'],
        'Hanya M12 dan M14 dapat diganti jawaban orang.',
        'People’s answers stand in for M12 and M14 alone.',
      ),
    );
  if (metric.group !== undefined && metric.group !== rail.group)
    faults.push(
      rail.group === undefined
        ? fault([...at, 'group'], 'Ukuran ini dihitung sendiri.', 'This metric counts by itself.')
        : fault([...at, 'group'], `Hanya kelompok “${rail.group}”.`, `Only the group “${rail.group}”.`),
    );
  return [...faults, ...faultsOfColumns(metric.columns, rail.columns, [...at, 'columns'])];
}

function faultsOfColumns(columns: readonly Column[], rails: readonly ColumnRail[], at: Path): Fault[] {
  const wanted = rails.map(({ statistic }) => statistic);
  const given = columns.map(({ statistic }) => statistic);
  if (given.toSorted().join() !== wanted.toSorted().join())
    return [
      fault(at, `Kolomnya harus tepat: ${wanted.join(', ')}.`, `Its columns must be exactly: ${wanted.join(', ')}.`),
    ];
  return columns.flatMap((column, index) => {
    const rail = rails.find(({ statistic }) => statistic === column.statistic);
    return rail ? faultsOfColumn(column, rail, [...at, index]) : [];
  });
}

function faultsOfColumn(column: Column, rail: ColumnRail, at: Path): Fault[] {
  const unit =
    column.unit === rail.unit
      ? []
      : [fault([...at, 'unit'], `Satuannya harus “${rail.unit}”.`, `Its unit must be “${rail.unit}”.`)];
  if (column.kind === 'range' && rail.kind === 'range') return [...unit, ...faultsOfNumbers(column, rail, at)];
  if (column.kind === 'category' && rail.kind === 'category') return [...unit, ...faultsOfWords(column, rail, at)];
  return [fault([...at, 'kind'], `Harus “${rail.kind}”.`, `Must be “${rail.kind}”.`)];
}

function faultsOfNumbers(
  column: Extract<Column, { kind: 'range' }>,
  rail: Extract<ColumnRail, { kind: 'range' }>,
  at: Path,
): Fault[] {
  const faults: Fault[] = [];
  const check = (limits: Limits, loosest: Limits, path: Path) => {
    for (const grade of ['pass', 'marginal'] as const) {
      if (isEmpty(limits[grade]))
        faults.push(fault([...path, grade], 'min harus di bawah max.', 'min must be below max.'));
      if (!contains(loosest[grade], limits[grade])) faults.push(beyond([...path, grade], loosest[grade], rail.why));
    }
    if (!contains(limits.marginal, limits.pass))
      faults.push(
        fault(
          [...path, 'marginal'],
          'Batas marginal harus memuat batas pass.',
          'The marginal range must contain the pass range.',
        ),
      );
  };
  check(column.limits, rail.loosest, [...at, 'limits']);
  for (const lineClass of lineClasses) {
    const own = column.classes[lineClass];
    const loosest = rail.classes[lineClass] ?? rail.loosest;
    if (own) check(own, loosest, [...at, 'classes', lineClass]);
    else if (rail.classes[lineClass] && !Object.hasOwn(column.classes, lineClass)) {
      // HD's limits would be applied: stricter than asked for, and out of reach of the class.
      faults.push(
        fault(
          [...at, 'classes'],
          `Batas kelas “${lineClass}” belum ada.`,
          `The limits of the class “${lineClass}” are missing.`,
        ),
      );
    }
  }
  if (rail.referenceAtLeast === undefined) {
    if (column.reference)
      faults.push(fault([...at, 'reference'], 'Kolom ini tidak memakai acuan.', 'This column has no reference.'));
  } else if (!column.reference)
    faults.push(
      fault([...at, 'reference'], 'Acuan setiap kelas belum ada.', 'The references of the classes are missing.'),
    );
  else
    for (const lineClass of lineClasses)
      if (column.reference[lineClass] < rail.referenceAtLeast)
        faults.push(beyond([...at, 'reference', lineClass], { min: rail.referenceAtLeast }, rail.why));
  return faults;
}

function faultsOfWords(
  column: Extract<Column, { kind: 'category' }>,
  rail: Extract<ColumnRail, { kind: 'category' }>,
  at: Path,
): Fault[] {
  const allowed = { pass: rail.pass, marginal: rail.marginal, marginalIfProven: rail.ifProven };
  const faults = (['pass', 'marginal', 'marginalIfProven'] as const).flatMap((list) =>
    column[list].flatMap((word, index) =>
      allowed[list].includes(word)
        ? []
        : [
            fault(
              [...at, list, index],
              `“${word}” tidak boleh di sini. ${rail.why.id}`,
              `“${word}” may not stand here. ${rail.why.en}`,
            ),
          ],
    ),
  );
  const unproven = rail.provenBy.filter((key) => !column.provenBy.includes(key));
  if (column.marginalIfProven.length > 0 && unproven.length > 0)
    faults.push(fault([...at, 'provenBy'], `Belum ada: ${unproven.join(', ')}.`, `Missing: ${unproven.join(', ')}.`));
  return faults;
}

const isEmpty = ({ min, max }: Range): boolean => min !== undefined && max !== undefined && min > max;

/** Whether everything in `inner` lies in `outer`; an end that is open reaches everywhere. */
const contains = (outer: Range, inner: Range): boolean =>
  (outer.min === undefined || (inner.min !== undefined && inner.min >= outer.min)) &&
  (outer.max === undefined || (inner.max !== undefined && inner.max <= outer.max));

const beyond = (path: Path, { min, max }: Range, why: Bilingual): Fault => {
  const ends = (least: string, most: string) =>
    [min !== undefined && `${least} ${min}`, max !== undefined && `${most} ${max}`].filter(Boolean).join(', ');
  return fault(
    path,
    `Pagar pengaman: ${ends('paling sedikit', 'paling banyak')}. ${why.id}`,
    `Guard rail: ${ends('at least', 'at most')}. ${why.en}`,
  );
};
