/** From requirements to the tests that carry them, and what is wrong with how they do. */
import { idsOf } from './titles.ts';

/** A line of docs/requirements.json. */
export interface Requirement {
  id: string;
  area: string;
  text: string;
}

/** A line of docs/requirements-excused.json: why nothing can be tested there. */
export interface Excuse {
  id: string;
  reason: string;
}

/** A test by where it stands. */
export interface FoundTest {
  file: string;
  /** Unknown when the runner said the title. */
  line: number | null;
  title: string;
}

/** What `npm run trace` says. */
export interface Trace {
  /** `covered`, `excused` and `missing` add up to it. */
  total: number;
  covered: number;
  excused: Excuse[];
  missing: string[];
  /** By id, those that have any. */
  tests: Record<string, FoundTest[]>;
  /** What must be put right, a sentence each; of every area. */
  faults: string[];
}

/** More than these in one title say nothing about which of them the test would miss. */
const idsPerTitle = 3;

/** The rules that were drawn from how rival systems do it (B-01 … B-09): a title may name one, though it is no requirement of an institution. */
const designRule = /^B-0[1-9]$/;

/** Traces the requirements of one area, or of all. */
export function trace(
  requirements: readonly Requirement[],
  excuses: readonly Excuse[],
  tests: readonly FoundTest[],
  area?: string,
): Trace {
  const known = new Set(requirements.map(({ id }) => id));
  const byId = new Map<string, FoundTest[]>();
  const faults: string[] = [];
  if (known.size < requirements.length) faults.push('docs/requirements.json names an id twice.');
  for (const test of tests) {
    const ids = new Set(idsOf(test.title));
    const where = test.line === null ? test.file : `${test.file}:${test.line}`;
    if (ids.size > idsPerTitle) faults.push(`${where}: a title carries at most ${idsPerTitle} ids, not ${ids.size}.`);
    for (const id of ids) {
      if (designRule.test(id)) continue;
      if (!known.has(id)) faults.push(`${where}: there is no requirement ${id}.`);
      else byId.set(id, [...(byId.get(id) ?? []), test]);
    }
  }
  for (const { id, reason } of excuses) {
    if (!known.has(id)) faults.push(`docs/requirements-excused.json: there is no requirement ${id}.`);
    else if (byId.has(id)) faults.push(`docs/requirements-excused.json: ${id} has a test and needs no excuse.`);
    if (reason.trim() === '') faults.push(`docs/requirements-excused.json: ${id} says no reason.`);
  }
  const asked = requirements.filter((requirement) => area === undefined || requirement.area === area);
  const excused = excuses.filter(({ id }) => asked.some((one) => one.id === id) && !byId.has(id));
  const missing = asked.map(({ id }) => id).filter((id) => !byId.has(id) && !excused.some((one) => one.id === id));
  const covered = asked.filter(({ id }) => byId.has(id));
  return {
    total: asked.length,
    covered: covered.length,
    excused,
    missing,
    tests: Object.fromEntries(covered.map(({ id }) => [id, byId.get(id) ?? []])),
    faults,
  };
}
