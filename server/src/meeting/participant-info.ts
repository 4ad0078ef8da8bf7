/** A participant in the contract's words. Pure. */
import type { ParticipantInfo, RoomRequestInput } from '@sambung/contract/socket';
import type { RoomAccess } from './access.ts';
import type { ParticipantRow } from './room-store.ts';

export function toInfo({ id, handRaisedAt, ...row }: ParticipantRow, joinedAt: Date): ParticipantInfo {
  const { displayName, side, role, verified } = row;
  const since = { handRaisedAt: handRaisedAt?.toISOString() ?? null, joinedAt: joinedAt.toISOString() };
  return { participantId: id, displayName, side, role, verified, line: 'good', ...since };
}

/** Staff are called by their own name. */
export const nameOf = (
  { staffName }: Pick<RoomAccess, 'staffName'>,
  { displayName }: Pick<RoomRequestInput<'join'>, 'displayName'>,
): string => staffName ?? displayName;

export const isSameInfo = (one: ParticipantInfo, other: ParticipantInfo): boolean =>
  (Object.keys(one) as (keyof ParticipantInfo)[]).every((name) => one[name] === other[name]);
