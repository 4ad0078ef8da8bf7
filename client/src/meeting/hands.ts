/** Raised hands in the order in which they went up. Pure. */
import type { ParticipantInfo } from '@sambung/contract/socket';

/** Ids of those whose hand is up, the first first. */
export function handsInOrder(people: readonly Pick<ParticipantInfo, 'participantId' | 'handRaisedAt'>[]): string[] {
  return people
    .flatMap(({ participantId, handRaisedAt }) => (handRaisedAt === null ? [] : [{ participantId, handRaisedAt }]))
    .toSorted((a, b) => a.handRaisedAt.localeCompare(b.handRaisedAt) || a.participantId.localeCompare(b.participantId))
    .map(({ participantId }) => participantId);
}
