/** What a request must keep to be let in: lead time, working hours, capacity. Pure. */
import type { WorkingDuration } from '@sambung/contract/calendar';
import type { SopDocument } from '@sambung/contract/sop';
import type { Bilingual } from '@sambung/contract/text';

/** What keeps a request out unless whoever the procedure names lets it in. */
export interface Obstacle {
  readonly kind: 'lead-time' | 'working-hours';
  readonly detail: Bilingual;
}

export interface FilingFacts {
  readonly leadTime: SopDocument['policies']['leadTime'];
  readonly outsideWorkingHours: SopDocument['policies']['outsideWorkingHours'];
  /** Days from the local date of receipt to the local date of the event, counted as the policy says. */
  readonly daysAhead: number;
  /** Whether every minute of the event is working time. */
  readonly isWithinWorkingTime: boolean;
  readonly participantCount: number | null;
  /** Null without a fixed place. */
  readonly capacity: number | null;
  /** Whether the steps before the event, each taking all of its time standard, would reach beyond its start. */
  readonly chainReachesBeyond: boolean;
}

/** What stands in the way of the request at this moment. */
export function findObstacles(facts: FilingFacts): Obstacle[] {
  const obstacles: Obstacle[] = [];
  const { days, count } = facts.leadTime;
  if (facts.daysAhead < days) {
    const kind = count === 'working' ? { id: 'hari kerja', en: 'working days' } : { id: 'hari', en: 'days' };
    obstacles.push({
      kind: 'lead-time',
      detail: {
        id: `Permohonan diajukan paling lambat ${days} ${kind.id} sebelum pelaksanaan; ini ${facts.daysAhead} ${kind.id}.`,
        en: `A request must be filed at least ${days} ${kind.en} ahead; this one is ${facts.daysAhead}.`,
      },
    });
  }
  if (facts.outsideWorkingHours === 'override' && !facts.isWithinWorkingTime) {
    obstacles.push({
      kind: 'working-hours',
      detail: {
        id: 'Pelaksanaan berada di luar jam kerja layanan.',
        en: 'The event is outside the working hours of the service.',
      },
    });
  }
  return obstacles;
}

/** What the applicant is warned of without being kept out. */
export function findWarnings(facts: FilingFacts): Bilingual[] {
  const warnings: Bilingual[] = [];
  if (facts.capacity !== null && facts.participantCount !== null && facts.participantCount > facts.capacity) {
    warnings.push({
      id: `Jumlah peserta (${facts.participantCount}) melebihi kapasitas ruang (${facts.capacity}).`,
      en: `There are more participants (${facts.participantCount}) than the place holds (${facts.capacity}).`,
    });
  }
  if (facts.chainReachesBeyond) {
    warnings.push({
      id: 'Bila setiap tahap memakai seluruh standar waktunya, prosesnya belum selesai saat acara dimulai.',
      en: 'If every step takes all of its time standard, the procedure is not finished when the event starts.',
    });
  }
  return warnings;
}

/**
 * Time standards of the steps that come before the event, one after the other, as they are printed (UNEJ-21, KALTARA-25). What must be done so long before
 * the event names a latest moment, not an effort: it counts only where the procedure prints one. Filing is already over.
 */
export function standardsBefore(document: SopDocument): WorkingDuration[] {
  const before = document.steps.filter(({ kind }) => !['intake', 'conduct', 'report', 'archive'].includes(kind));
  return before.flatMap(({ time }) => {
    const standard = time?.printed ?? (time?.anchor === 'event-start' ? null : time?.standard);
    return standard ? [standard] : [];
  });
}
