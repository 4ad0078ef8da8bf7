/** What documents are made from: everything the office holds of a case, names already looked up. */
import type { FieldValues } from '@sambung/contract/form';
import type { Letterhead } from '@sambung/contract/institution';
import type { Applicant, Channel, RequestState } from '@sambung/contract/request';
import type { SopDocument } from '@sambung/contract/sop';

export interface StepFacts {
  readonly key: string;
  readonly round: number;
  readonly state: 'waiting' | 'active' | 'done' | 'skipped' | 'void';
  /** Title of the position whose step it is; the applicant for `requester`. */
  readonly positionTitle: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly decision: string | null;
  readonly decidedByName: string | null;
  readonly decidedById: string | null;
  readonly actingAs: string | null;
  readonly instruction: string | null;
  readonly nature: string | null;
  readonly deadlineAt: Date | null;
  readonly note: string | null;
  readonly agendaNumber: string | null;
  readonly values: FieldValues;
  readonly checklist: Readonly<Record<string, { readonly state: string; readonly note: string }>>;
  readonly assigneeNames: readonly string[];
}

export interface HoldFacts {
  readonly kind: 'setup' | 'test' | 'pre-test' | 'event' | 'blackout';
  readonly resourceKind: 'place' | 'person' | 'equipment';
  readonly resourceName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export interface CaseDocumentFacts {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
}

export interface CaseFacts {
  readonly id: string;
  readonly institution: { readonly id: string; readonly name: string; readonly letterhead: Letterhead };
  readonly timeZone: string;
  readonly sop: SopDocument;
  readonly sopVersion: number;
  readonly number: string;
  readonly title: string;
  readonly channel: Channel;
  readonly state: RequestState;
  readonly applicant: Applicant;
  readonly requesterId: string | null;
  readonly registeredByName: string | null;
  readonly placeName: string | null;
  readonly venue: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly participantCount: number | null;
  readonly receivedAt: Date | null;
  readonly submittedAt: Date | null;
  readonly values: FieldValues;
  readonly simulated: boolean;
  /** In the order of the procedure, rounds ascending. */
  readonly steps: readonly StepFacts[];
  readonly documents: readonly CaseDocumentFacts[];
  readonly holds: readonly HoldFacts[];
  readonly deviations: readonly {
    readonly kind: string;
    readonly stepKey: string | null;
    readonly explanation: string | null;
  }[];
  readonly profile: {
    readonly values: FieldValues;
    readonly notes: { readonly test: FieldValues; readonly actual: FieldValues };
    readonly submittedAt: Date | null;
    readonly submittedByName: string;
    readonly siteZone: string | null;
  } | null;
  /** Names behind ids that values hold: places, equipment, files. */
  readonly names: Readonly<Record<string, string>>;
}
