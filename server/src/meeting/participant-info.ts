/** A participant in the contract's words. Pure. */
import type { ParticipantInfo, RoomRequestInput } from '@sambung/contract/socket';
import type { RoomAccess } from './access.ts';
import type { LiveRoom } from './room.ts';
import type { ParticipantRow } from './room-store.ts';

export function toInfo({ id, handRaisedAt, ...row }: ParticipantRow, joinedAt: Date): ParticipantInfo {
  const { displayName, side, role, verified } = row;
  const since = { handRaisedAt: handRaisedAt?.toISOString() ?? null, joinedAt: joinedAt.toISOString() };
  return { participantId: id, displayName, side, role, verified, line: 'good', ...since };
}

/** Staff are called by their own name. A page that only lost its connection does not undo what somebody was called meanwhile. */
export function nameOf(
  { staffName, accessId }: Pick<RoomAccess, 'staffName' | 'accessId'>,
  { displayName, transportIds }: Pick<RoomRequestInput<'join'>, 'displayName' | 'transportIds'>,
  room: Pick<LiveRoom, 'presences'>,
): string {
  const isBack = transportIds.length > 0;
  const present = isBack && [...room.presences.values()].find((presence) => presence.accessId === accessId);
  return staffName ?? (present ? present.info.displayName : displayName);
}

export const isSameInfo = (one: ParticipantInfo, other: ParticipantInfo): boolean =>
  (Object.keys(one) as (keyof ParticipantInfo)[]).every((name) => one[name] === other[name]);
