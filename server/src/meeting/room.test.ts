/** Tests of a room's own rules: what is told when the node's word changes, and which transports a returning page keeps. */
import { initialSettings } from '@sambung/contract/meeting';
import type { RoomState, SfuProducer } from '@sambung/contract/sfu';
import { describe, expect, it } from 'vitest';
import { LiveRoom, resumeTransports } from './room.ts';

const producer = (producerId: string, parts: Partial<SfuProducer> = {}): SfuProducer => ({
  producerId,
  peerId: 'sari',
  kind: 'video',
  source: 'camera',
  paused: false,
  ...parts,
});
const state = (producers: SfuProducer[], mediaEpoch = 'first', peerIds: string[] = []): RoomState => ({
  roomId: 'room',
  mediaEpoch,
  routerRtpCapabilities: {},
  peers: peerIds.map((peerId) => ({ peerId, transportIds: [], connected: false })),
  producers,
  wanted: [],
});
const room = (producers: SfuProducer[] = []) =>
  new LiveRoom({ id: 'room', kind: 'meeting', cascaded: false }, state(producers), initialSettings);
const names = (changes: { name: string }[]) => changes.map(({ name }) => name);

describe('what the node says', () => {
  it('of a new producer is told once, and later only that it was paused', () => {
    const live = room();
    expect(live.openProducer(producer('a'))).toEqual([
      { name: 'producer:opened', data: { ...producer('a'), peerId: undefined, participantId: 'sari' } },
    ]);
    expect(live.openProducer(producer('a'))).toEqual([]);
    expect(names(live.openProducer(producer('a', { paused: true })))).toEqual(['producer:changed']);
    expect(live.producers).toMatchObject([{ producerId: 'a', paused: true }]);
  });

  it('of producers nobody knows is not told', () => {
    expect([...room().changeProducer('x', true), ...room().closeProducer('x')]).toEqual([]);
  });

  it('after a lost connection is told as the difference', () => {
    const live = room([producer('gone'), producer('stays'), producer('paused')]);
    const changes = live.applyState(state([producer('stays'), producer('paused', { paused: true }), producer('new')]));
    expect(changes).toMatchObject([
      { name: 'producer:closed', data: { producerId: 'gone', participantId: 'sari' } },
      { name: 'producer:changed', data: { producerId: 'paused', paused: true } },
      { name: 'producer:opened', data: { producerId: 'new' } },
    ]);
    expect(live.applyState(state([producer('stays'), producer('paused', { paused: true }), producer('new')]))).toEqual(
      [],
    );
  });

  it('of a new epoch is one message, and the media before is gone', () => {
    const live = room([producer('a')]);
    expect(live.applyState(state([], 'second'))).toEqual([{ name: 'media:lost', data: { mediaEpoch: 'second' } }]);
    expect(live.producers).toEqual([]);
    expect(live.mediaEpoch).toBe('second');
  });

  it('of peers who are nobody here is found', () => {
    const live = room();
    const info = {
      ...{ participantId: 'sari', displayName: 'Sari', side: null, joinedAt: '2026-03-02T01:00:00Z' },
      ...{ role: 'participant' as const, verified: false, handRaisedAt: null, line: 'good' as const },
    };
    live.presences.set('sari', { info, accessId: 'a', socketId: null, pageId: null, cancelReturn: null });
    expect(live.strangers(state([], 'first', ['sari', 'left']))).toEqual(['left']);
  });
});

describe('a returning page', () => {
  it.each<[string, string[], string[], boolean, string[]]>([
    ['goes on with what both sides hold', ['s', 'r'], ['s', 'r'], true, []],
    ['goes on and the node drops what the page forgot', ['s', 'r', 'old'], ['s', 'r'], true, ['old']],
    ['begins anew when the node lost one', ['s'], ['s', 'r'], false, ['s']],
    ['begins anew after a reload', ['s', 'r'], [], false, ['s', 'r']],
    ['that never had any begins', [], [], false, []],
    ['with somebody else’s ids begins anew', ['s'], ['foreign'], false, ['s']],
  ])('%s', (_name, held, claimed, resumed, stale) => {
    expect(resumeTransports(held, claimed)).toEqual({ resumed, stale });
  });
});
