/** Tests of what a stay looks like: who came and went is announced once, voices are those that have arrived. */
import { expect, it } from 'vitest';
import { initialSessionState, type SessionState, stateAfterTold, voicesOf } from './session-state.ts';

const person = (participantId: string) => ({
  participantId,
  displayName: `Name of ${participantId}`,
  side: null,
  joinedAt: '2026-11-22T00:00:00.000Z',
});
const joined: SessionState = stateAfterTold(initialSessionState, {
  type: 'joined',
  joined: {
    self: person('me'),
    participants: [person('me'), person('ann')],
    producers: [{ producerId: 'voice', participantId: 'ann', kind: 'audio', source: 'microphone', paused: false }],
    routerRtpCapabilities: {},
    resumed: false,
    transports: null,
    mediaEpoch: 'first',
  },
});

it('announces nobody who was there before', () => {
  expect(joined.notice).toBeNull();
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
