/** Rules of a procedure's steps: they form one flow from filing to the end, done by positions that exist, with documents and forms that exist. Pure. */
import type { SopDocument, SopStep } from '@sambung/contract/sop';
import { type Fault, fault } from '../source/index.ts';
import { reachableFrom, stepsBefore } from './graph.ts';

/** Decisions that end a step and let the next begin. */
const finishing = new Set(['approve', 'dispose', 'assign', 'complete']);

export function faultsOfSteps(document: SopDocument): Fault[] {
  const { steps } = document;
  const keys = new Set(steps.map(({ key }) => key));
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, step] of steps.entries()) {
    const at = ['steps', index];
    if (seen.has(step.key))
      faults.push(fault([...at, 'key'], `Tahap “${step.key}” sudah ada.`, `The step “${step.key}” already exists.`));
    seen.add(step.key);
    for (const [place, next] of step.next.entries()) {
      if (!keys.has(next))
        faults.push(fault([...at, 'next', place], `Tahap “${next}” tidak ada.`, `There is no step “${next}”.`));
      else if (step.next.indexOf(next) !== place)
        faults.push(fault([...at, 'next', place], `“${next}” disebut dua kali.`, `“${next}” is named twice.`));
    }
    faults.push(...faultsOfStep(document, step, at));
  }
  // The flow can only be judged once every name in it is a step.
  if (faults.length > 0) return faults;
  const ofFlow = faultsOfFlow(steps);
  return ofFlow.length > 0 ? ofFlow : [...faultsOfOrder(steps), ...faultsOfMeeting(steps)];
}

function faultsOfStep(document: SopDocument, step: SopStep, at: Fault['path']): Fault[] {
  const faults: Fault[] = [];
  const position = document.positions.find(({ key }) => key === step.position);
  if (!position && step.position !== 'requester')
    faults.push(
      fault(
        [...at, 'position'],
        `Jabatan “${step.position}” tidak ada dalam positions.`,
        `positions has no “${step.position}”.`,
      ),
    );
  const role = step.kind === 'disposition' ? 'approver' : step.kind === 'test' ? 'technician' : null;
  if (role && position && !position.roles.includes(role))
    faults.push(
      fault(
        [...at, 'position'],
        `Tahap ${step.kind} memerlukan jabatan dengan peran ${role}; “${step.position}” tidak memilikinya.`,
        `A ${step.kind} step needs a position with the role ${role}; “${step.position}” does not have it.`,
      ),
    );
  if (!step.decisions.some((decision) => finishing.has(decision)))
    faults.push(
      fault(
        [...at, 'decisions'],
        `Tahap ini tidak dapat diselesaikan: sebut salah satu dari ${[...finishing].join(', ')}.`,
        `This step cannot be finished: name one of ${[...finishing].join(', ')}.`,
      ),
    );
  if (step.form !== undefined && !Object.hasOwn(document.forms, step.form))
    faults.push(fault([...at, 'form'], `Formulir “${step.form}” tidak ada.`, `There is no form “${step.form}”.`));
  faults.push(
    ...duplicates(
      step.requires.map(({ document: key }) => key),
      (index) => [...at, 'requires', index, 'document'],
    ),
  );
  faults.push(
    ...duplicates(
      step.checklist.map(({ key }) => key),
      (index) => [...at, 'checklist', index, 'key'],
    ),
  );
  const { time } = step;
  if (time && (time.standard === null) !== (time.anchor === 'during-event'))
    faults.push(
      fault(
        [...at, 'time'],
        'Waktu baku (standard) wajib ada, kecuali anchor: during-event.',
        'A time standard is required, except with anchor: during-event.',
      ),
    );
  return faults;
}

/** One beginning, no circle, everything reached. */
function faultsOfFlow(steps: readonly SopStep[]): Fault[] {
  const named = new Set(steps.flatMap(({ next }) => next));
  const first = steps.find(({ key }) => !named.has(key));
  if (!first)
    return [
      fault(['steps'], 'Alur berputar: tidak ada tahap pertama.', 'The flow runs in a circle: no step is the first.'),
    ];
  const faults: Fault[] = [];
  if (first.kind !== 'intake')
    faults.push(
      fault(
        ['steps', steps.indexOf(first), 'kind'],
        'Tahap pertama harus kind: intake.',
        'The first step must be kind: intake.',
      ),
    );
  const reached = reachableFrom(steps, first.key);
  for (const [index, step] of steps.entries()) {
    const circle = step.next.findIndex((next) => reachableFrom(steps, next).has(step.key));
    if (circle >= 0)
      faults.push(
        fault(
          ['steps', index, 'next', circle],
          `Alur berputar: “${step.next[circle]}” kembali ke “${step.key}”. Pengulangan cukup dengan keputusan fail.`,
          `The flow runs in a circle: “${step.next[circle]}” leads back to “${step.key}”. The decision fail is what repeats a step.`,
        ),
      );
    else if (!reached.has(step.key))
      faults.push(
        fault(
          ['steps', index, 'key'],
          `Tahap “${step.key}” tidak pernah dicapai dari “${first.key}”.`,
          `The step “${step.key}” is never reached from “${first.key}”.`,
        ),
      );
  }
  return faults;
}

/** What must come before what. */
function faultsOfOrder(steps: readonly SopStep[]): Fault[] {
  const faults: Fault[] = [];
  const conducts = steps.filter(({ kind }) => kind === 'conduct');
  if (conducts.length !== 1)
    return [
      fault(
        ['steps'],
        'Harus ada tepat satu tahap kind: conduct (pelaksanaan).',
        'There must be exactly one step of kind: conduct.',
      ),
    ];
  const [conduct] = conducts as [SopStep];
  const beforeConduct = stepsBefore(steps, conduct.key);
  for (const [index, step] of steps.entries()) {
    const before = stepsBefore(steps, step.key);
    for (const [place, { from }] of step.requires.entries())
      if (from !== undefined && !before.has(from) && !(from === step.key && step.kind === 'intake'))
        faults.push(
          fault(
            ['steps', index, 'requires', place, 'from'],
            `“${from}” bukan tahap sebelum “${step.key}”.`,
            `“${from}” is not a step before “${step.key}”.`,
          ),
        );
    const anchor = step.time?.anchor;
    const isBefore = beforeConduct.has(step.key);
    if (isBefore && (anchor === 'event-end' || anchor === 'during-event'))
      faults.push(
        fault(
          ['steps', index, 'time', 'anchor'],
          `Tahap sebelum pelaksanaan tidak dapat dihitung dari ${anchor}.`,
          `A step before the event cannot be timed by ${anchor}.`,
        ),
      );
    if (before.has(conduct.key) && (anchor === 'event-start' || anchor === 'setup-start'))
      faults.push(
        fault(
          ['steps', index, 'time', 'anchor'],
          `Tahap setelah pelaksanaan tidak dapat dihitung dari ${anchor}.`,
          `A step after the event cannot be timed by ${anchor}.`,
        ),
      );
    if (['test', 'preparation', 'survey', 'disposition'].includes(step.kind) && !isBefore)
      faults.push(
        fault(
          ['steps', index, 'kind'],
          `Tahap ${step.kind} harus sebelum pelaksanaan.`,
          `A ${step.kind} step must come before the event.`,
        ),
      );
  }
  return faults;
}

/** The conference is made once, and shared no earlier. */
function faultsOfMeeting(steps: readonly SopStep[]): Fault[] {
  const makers = steps.filter(({ effects }) => effects.includes('create-meeting'));
  if (makers.length !== 1)
    return [
      fault(
        ['steps'],
        'Tepat satu tahap harus memiliki effects: create-meeting.',
        'Exactly one step must have effects: create-meeting.',
      ),
    ];
  const maker = makers[0]?.key ?? '';
  return steps.flatMap((step, index) => {
    const place = step.effects.indexOf('share-meeting');
    if (place < 0 || step.key === maker || stepsBefore(steps, step.key).has(maker)) return [];
    return [
      fault(
        ['steps', index, 'effects', place],
        'Rapat dibagikan sebelum dibuat.',
        'The meeting is shared before it is made.',
      ),
    ];
  });
}

function duplicates(keys: readonly string[], pathOf: (index: number) => Fault['path']): Fault[] {
  return keys.flatMap((key, index) =>
    keys.indexOf(key) === index ? [] : [fault(pathOf(index), `“${key}” sudah dipakai.`, `“${key}” is already used.`)],
  );
}
