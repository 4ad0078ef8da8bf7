/** What is told of a step's clock, and when it is a deviation. Pure. */
import type { WorkingDuration } from '@sambung/contract/calendar';
import type { SopStep } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';
import { type StepClock, thresholdOf } from '../calendar/index.ts';

export interface Watched {
  readonly state: 'active' | 'done';
  /** The largest share that was told: 0, 50, 80, 100. */
  readonly remindedPercent: number;
}

export type Due =
  | { readonly kind: 'nothing' }
  /** `percent` of the time standard is used. */
  | { readonly kind: 'reminder'; readonly percent: number }
  /** The standard is exceeded: told to the position and its superior; recorded unless the procedure only warns (DEMAK-24). */
  | { readonly kind: 'breach'; readonly told: boolean; readonly recorded: boolean }
  /** Finished in time by the clock as it is now: nothing is left to watch. */
  | { readonly kind: 'settled' };

/** What is due to be told of a step now. Nothing while its clock stands still. */
export function dueOf(step: Pick<SopStep, 'breach'>, watched: Watched, clock: StepClock | null): Due {
  const reached = clock === null || clock.paused ? 0 : thresholdOf(clock);
  if (watched.state === 'done' && reached < 100) return { kind: 'settled' };
  if (reached <= watched.remindedPercent) return { kind: 'nothing' };
  if (reached < 100) return { kind: 'reminder', percent: reached };
  const recorded = step.breach === 'deviation';
  // Of work that is done, late or not, nobody needs a warning any more; a deviation waits for its explanation.
  return { kind: 'breach', told: recorded || watched.state === 'active', recorded };
}

interface Breach {
  readonly step: Pick<SopStep, 'name' | 'time'>;
  /** In both languages, with its zone. */
  readonly dueAt: Bilingual;
  readonly state: Watched['state'];
}

/** The deviation in words: which step, which standard, when it was due. */
export function breachDetail({ step, dueAt, state }: Breach): Bilingual {
  const standard = step.time?.standard;
  const [id, en] = standard ? [` ${lengthId(standard)}`, ` of ${lengthEn(standard)}`] : ['', ''];
  return {
    id: `Tahap "${step.name.id}" ${state === 'done' ? 'selesai setelah' : 'melewati'} waktu baku${id}: seharusnya selesai ${dueAt.id}.`,
    en: `Step "${step.name.en}" ${state === 'done' ? 'was finished after' : 'exceeded'} its time standard${en}: due ${dueAt.en}.`,
  };
}

const wordsId = { minutes: 'menit', hours: 'jam', days: 'hari kerja' } as const;
const wordsEn = { minutes: 'minute', hours: 'hour', days: 'working day' } as const;
const lengthId = ({ amount, unit }: WorkingDuration) => `${amount} ${wordsId[unit]}`;
const lengthEn = ({ amount, unit }: WorkingDuration) => `${amount} ${wordsEn[unit]}${amount === 1 ? '' : 's'}`;

/** Who answers for a step: the position, with whoever was in it (UNSRI-41). */
export function responsibleOf(title: string, names: readonly string[]): string {
  if (names.length === 0) return title;
  const shown = names.slice(0, 3).join(', ');
  return `${title} (${names.length > 3 ? `${shown}, …` : shown})`;
}
