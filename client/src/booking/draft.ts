/** The half-filled request, kept in this tab until it is sent, so that a reload or an ended session loses nothing. */
import { type TimeRange, timeStepMinutes } from '../ui/time-range.ts';

const storageKey = 'request-draft';

export interface ContactDraft {
  name: string;
  email: string;
  phone: string;
}
export interface RequestDraft {
  title: string;
  placeId: string;
  range: TimeRange;
  /** Empty while nothing is written. */
  participantCount: number | '';
  hostContact: ContactDraft;
  audienceContact: ContactDraft;
}

/** The host side's contact is, as a rule, the person who files. */
export function emptyDraft(requester: { name: string; email: string }): RequestDraft {
  return {
    title: '',
    placeId: '',
    range: { date: '', startTime: '09:00', durationMinutes: 8 * timeStepMinutes },
    participantCount: '',
    hostContact: { name: requester.name, email: requester.email, phone: '' },
    audienceContact: { name: '', email: '', phone: '' },
  };
}

export function loadDraft(): RequestDraft | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    return isDraft(stored) ? stored : null;
  } catch {
    return null;
  }
}

export function saveDraft(draft: RequestDraft): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(draft));
  } catch {
    // Storage is blocked or full: the draft then lives only on the screen.
  }
}

export function dropDraft(): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Nothing was stored.
  }
}

/** A draft of an older release may have another shape; it is then left aside. */
function isDraft(stored: unknown): stored is RequestDraft {
  const draft = stored as RequestDraft | null;
  const isContact = (contact: ContactDraft | undefined) =>
    [contact?.name, contact?.email, contact?.phone].every((part) => typeof part === 'string');
  return (
    typeof draft === 'object' &&
    draft !== null &&
    typeof draft.title === 'string' &&
    typeof draft.placeId === 'string' &&
    (draft.participantCount === '' || typeof draft.participantCount === 'number') &&
    typeof draft.range?.date === 'string' &&
    typeof draft.range.startTime === 'string' &&
    typeof draft.range.durationMinutes === 'number' &&
    isContact(draft.hostContact) &&
    isContact(draft.audienceContact)
  );
}
