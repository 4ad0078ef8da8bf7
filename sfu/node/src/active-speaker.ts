/** Who has the floor, out of who is heard: does not jump at every cough, and stays through a silence. Pure; the same over all workers of a room. */

export interface ActiveSpeaker {
  /** Null until somebody spoke. */
  readonly peerId: string | null;
  /** Who is louder now, and for how many reports in a row. */
  readonly challengerId: string | null;
  readonly challengeCount: number;
}

export const noActiveSpeaker: ActiveSpeaker = { peerId: null, challengerId: null, challengeCount: 0 };

/** Reports (of half a second) in which somebody must be the loudest to take the floor. Higher changes late, lower changes at every interjection. */
const reportsToTakeTheFloor = 2;

/** After a report of who is heard, loudest first; empty when it is silent. */
export function activeSpeakerAfter(before: ActiveSpeaker, loudestFirst: readonly string[]): ActiveSpeaker {
  const loudest = loudestFirst[0] ?? null;
  if (loudest === null || loudest === before.peerId) return { ...noActiveSpeaker, peerId: before.peerId };
  const challengeCount = loudest === before.challengerId ? before.challengeCount + 1 : 1;
  // Nobody is interrupted when the floor is free.
  const isFree = before.peerId === null || !loudestFirst.includes(before.peerId);
  if (isFree || challengeCount >= reportsToTakeTheFloor) return { ...noActiveSpeaker, peerId: loudest };
  return { peerId: before.peerId, challengerId: loudest, challengeCount };
}
