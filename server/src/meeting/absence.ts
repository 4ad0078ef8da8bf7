/** What outlasts a short absence: a reload looks like leaving and coming back. */
import type { ParticipantInfo } from '@sambung/contract/socket';
import type { Database } from '../db.ts';
import * as store from './room-store.ts';

/** Away for up to this somebody's hand stays up. Higher keeps the hands of those who went, lower costs a place to who reloads the page. */
const handKeptMs = 60_000;

/** Since when the hand of somebody who comes is up; who stayed away for longer has lowered it. */
export async function handAfterAbsence(
  db: Database,
  { id, handRaisedAt }: Pick<store.ParticipantRow, 'id' | 'handRaisedAt'>,
  now: Date,
): Promise<Date | null> {
  const leftAt = handRaisedAt && (await store.findLeft(db, id));
  if (!leftAt || now.getTime() - leftAt.getTime() <= handKeptMs) return handRaisedAt;
  await store.saveHands(db, [id], null);
  return null;
}

/** Since when somebody has been there who never went; a name that they came back with is noted. */
export async function stillThere(
  db: Database,
  { id, displayName }: Pick<store.ParticipantRow, 'id' | 'displayName'>,
  before: Pick<ParticipantInfo, 'displayName' | 'joinedAt'>,
  now: Date,
): Promise<Date> {
  if (displayName !== before.displayName) await store.saveName(db, id, displayName, now);
  return new Date(before.joinedAt);
}
