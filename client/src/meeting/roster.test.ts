/** The roster: order, resumption after a server restart, events about strangers. */
import { initialSettings } from '@sambung/contract/meeting';
import type { Joined, ParticipantInfo, ProducerInfo } from '@sambung/contract/socket';
import { describe, expect, it } from 'vitest';
import { comingsAndGoings, emptyRoster, producerOf, type Roster, rosterAfter } from './roster.ts';

const person = (participantId: string): ParticipantInfo => ({
  participantId,
  displayName: `Person ${participantId}`,
  side: null,
  ...{ role: 'participant' as const, verified: false, handRaisedAt: null, line: 'good' as const },
  joinedAt: '2026-02-03T02:00:00.000Z',
});
const camera = (participantId: string, producerId = `${participantId}-camera`): ProducerInfo => ({
  producerId,
  participantId,
  kind: 'video',
  source: 'camera',
  paused: false,
});
const answer = (fields: Partial<Joined>): Joined => ({
  self: person('me'),
  participants: [],
  producers: [],
  routerRtpCapabilities: {},
  resumed: false,
  tookOver: false,
  transports: null,
  mediaEpoch: '1',
  ...{ settings: initialSettings, waiting: [], messages: [] },
  ...fields,
});
const roster = (fields: Partial<Joined>, before: Roster = emptyRoster) =>
  rosterAfter(before, { type: 'joined', joined: answer(fields) });
const ids = ({ others }: Roster) => others.map((entry) => entry.participantId);

describe('roster', () => {
  it('leaves this page out of the others', () => {
    expect(ids(roster({ participants: [person('me'), person('a')] }))).toEqual(['a']);
  });

  it('keeps everybody’s place when the server lists them in another order after a reconnect', () => {
    const before = roster({ participants: [person('a'), person('b'), person('c')] });
    const after = roster({ participants: [person('d'), person('c'), person('a'), person('b')] }, before);
    expect(ids(after)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps somebody whose media still flows although their socket is not back', () => {
    const before = roster({ participants: [person('a'), person('b')], producers: [camera('a'), camera('b')] });
    const after = roster({ participants: [], producers: [camera('a')], resumed: true }, before);
    expect(ids(after)).toEqual(['a']);
  });

  it('adds an arrival once, at the end', () => {
    const before = roster({ participants: [person('a')] });
    const once = rosterAfter(before, { type: 'participant:joined', data: person('b') });
    const twice = rosterAfter(once, { type: 'participant:joined', data: { ...person('b'), displayName: 'Renamed' } });
    expect(ids(twice)).toEqual(['a', 'b']);
    expect(twice.others[1]?.displayName).toBe('Renamed');
  });

  it('takes over for which site this page stands, and changes nothing when told the same again', () => {
    const before = roster({});
    const named = rosterAfter(before, { type: 'participant:joined', data: { ...person('me'), side: 'host' } });
    expect([named.self?.side, ids(named)]).toEqual(['host', []]);
    const again = { ...person('me'), side: 'host' as const };
    expect(rosterAfter(named, { type: 'participant:joined', data: again })).toBe(named);
  });

  it('follows what somebody sends, and prefers the newest of one source', () => {
    const before = roster({ participants: [person('a')], producers: [camera('a', 'old')] });
    const opened = rosterAfter(before, { type: 'producer:opened', data: camera('a', 'new') });
    const paused = rosterAfter(opened, { type: 'producer:changed', data: { producerId: 'new', paused: true } });
    const entry = paused.others[0];
    expect(entry && producerOf(entry, 'camera')).toEqual({ ...camera('a', 'new'), paused: true });
    const closed = rosterAfter(paused, { type: 'producer:closed', data: { producerId: 'new', participantId: 'a' } });
    expect(closed.others[0] && producerOf(closed.others[0], 'camera')?.producerId).toBe('old');
  });

  it('is not changed by news of a stranger', () => {
    const before = roster({ participants: [person('a')] });
    const after = rosterAfter(before, { type: 'producer:opened', data: camera('stranger') });
    expect(after).toEqual(before);
  });

  it('forgets who left, as a speaker too', () => {
    const before = rosterAfter(roster({ participants: [person('a')] }), { type: 'speakers', speakerIds: ['a'] });
    const after = rosterAfter(before, { type: 'participant:left', data: { participantId: 'a' } });
    expect(after.others).toEqual([]);
    expect(after.speakerIds).toEqual([]);
  });

  it('stays the same object when the speakers stay the same', () => {
    const before = rosterAfter(emptyRoster, { type: 'speakers', speakerIds: ['a'] });
    expect(rosterAfter(before, { type: 'speakers', speakerIds: ['a'] })).toBe(before);
  });

  it('announces who came and went, but not everybody who was there before us', () => {
    const first = roster({ participants: [person('a')] });
    expect(comingsAndGoings(emptyRoster, first)).toEqual({ came: [], went: [] });
    const second = roster({ participants: [person('b')] }, first);
    expect(comingsAndGoings(first, second)).toEqual({ came: ['Person b'], went: ['Person a'] });
  });
});
