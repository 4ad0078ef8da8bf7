/** Tests of what a stay looks like: who came and went is announced once, voices are those that have arrived. */
import { initialSettings } from '@sambung/contract/meeting';
import type { Joined } from '@sambung/contract/socket';
import { expect, it } from 'vitest';
import { farEndOf, initialSessionState, type SessionState, stateAfterTold, voicesOf } from './session-state.ts';

const person = (participantId: string) => ({
  participantId,
  displayName: `Name of ${participantId}`,
  side: null,
  ...{ role: 'participant' as const, verified: false, handRaisedAt: null, line: 'good' as const },
  joinedAt: '2026-11-22T00:00:00.000Z',
});
const answer: Joined = {
  self: person('me'),
  participants: [person('me'), person('ann')],
  producers: [{ producerId: 'voice', participantId: 'ann', kind: 'audio', source: 'microphone', paused: false }],
  routerRtpCapabilities: {},
  resumed: false,
  tookOver: false,
  transports: null,
  mediaEpoch: 'first',
  ...{ settings: initialSettings, waiting: [], messages: [] },
};
const joined: SessionState = stateAfterTold(initialSessionState, { type: 'joined', joined: answer });

it('announces nobody who was there before', () => {
  expect(joined.notice).toBeNull();
});

it('remembers that another page of the person was released for this one, also when the connection comes back', () => {
  const told = (tookOver: boolean, before = initialSessionState) =>
    stateAfterTold(before, { type: 'joined', joined: { ...answer, tookOver } });
  expect(told(false).tookOver).toBe(false);
  expect(told(false, told(true)).tookOver).toBe(true);
});

it('announces each coming and going under a new number', () => {
  const came = stateAfterTold(joined, { type: 'participant:joined', data: person('ben') });
  const went = stateAfterTold(came, { type: 'participant:left', data: { participantId: 'ann' } });
  expect([came.notice, went.notice]).toEqual([
    { number: 1, kind: 'came', names: ['Name of ben'] },
    { number: 2, kind: 'went', names: ['Name of ann'] },
  ]);
});

it('stays the same object when nothing changes', () => {
  const paused = { type: 'speakers', speakerIds: [] } as const;
  expect(stateAfterTold(joined, paused)).toBe(joined);
});

it('plays the voices whose sound has arrived', () => {
  expect(voicesOf(joined)).toEqual([]);
  const track = {} as MediaStreamTrack;
  const tracks = new Map([['voice', track]]);
  expect(voicesOf({ ...joined, tracks })).toEqual([{ producerId: 'voice', participantId: 'ann', track }]);
});

it('knows the other side of a test call: its newest person, and only sources that are on', () => {
  const sided = (participantId: string, side: 'host' | 'audience' | null) => ({ ...person(participantId), side });
  const producer = (participantId: string, source: 'microphone' | 'camera', paused: boolean) => ({
    producerId: `${participantId}-${source}`,
    participantId,
    kind: source === 'camera' ? ('video' as const) : ('audio' as const),
    source,
    paused,
  });
  const call = stateAfterTold(initialSessionState, {
    type: 'joined',
    joined: {
      self: sided('me', 'host'),
      participants: [sided('me', 'host'), sided('helper', 'host'), sided('old', 'audience'), sided('new', 'audience')],
      producers: [
        ...['helper', 'old', 'new'].map((name) => producer(name, 'microphone', false)),
        producer('new', 'camera', true),
      ],
      routerRtpCapabilities: {},
      resumed: false,
      tookOver: false,
      transports: null,
      mediaEpoch: 'first',
      ...{ settings: initialSettings, waiting: [], messages: [] },
    },
  });
  const tracks = new Map(
    ['helper-microphone', 'old-microphone', 'new-microphone', 'new-camera'].map((id) => [
      id,
      { id } as MediaStreamTrack,
    ]),
  );
  expect(farEndOf({ ...call, tracks })).toEqual({ microphone: { id: 'new-microphone' }, camera: null });
  expect(farEndOf({ ...joined, tracks: new Map() })).toEqual({ microphone: null, camera: null });
});
