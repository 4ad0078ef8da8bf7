/** Tests of the rules of a conference: hosts over co-hosts over participants over viewers. */
import { initialSettings, maySend, mayWrite, meetingRoles, type RoomSettings } from '@sambung/contract/meeting';
import { describe, expect, it } from 'vitest';
import { maySetRole, mayTouch, settingsAfter } from './permissions.ts';

const only = (...kept: (keyof RoomSettings['permissions'])[]): RoomSettings => ({
  ...initialSettings,
  permissions: { ...initialSettings.permissions, ...Object.fromEntries(kept.map((name) => [name, 'leaders'])) },
});

describe('what is sent', () => {
  it('is everybody’s but a viewer’s, as long as nothing is set', () => {
    const senders = meetingRoles.filter((role) => maySend(role, 'camera', initialSettings));
    expect(senders).toEqual(['host', 'co-host', 'participant']);
  });

  it('is left to those who lead, source by source', () => {
    const settings = only('microphone', 'screen');
    const allowed = (['microphone', 'camera', 'screen', 'screen-audio'] as const).filter((source) =>
      maySend('participant', source, settings),
    );
    expect(allowed).toEqual(['camera']);
    expect(maySend('co-host', 'screen-audio', settings)).toBe(true);
  });
});

describe('what is written', () => {
  it('reaches those who lead whatever is set', () => {
    for (const role of meetingRoles) expect(mayWrite(role, { to: 'leaders' }, only('chat'))).toBe(true);
    expect(mayWrite('participant', { to: 'everyone' }, only('chat'))).toBe(false);
    expect(mayWrite('viewer', { to: 'one' }, initialSettings)).toBe(true);
    expect(mayWrite('co-host', { to: 'everyone' }, only('chat'))).toBe(true);
  });
});

describe('who touches whom', () => {
  it('a co-host never a host, participants and viewers nobody', () => {
    const touched = (by: (typeof meetingRoles)[number]) => meetingRoles.filter((whom) => mayTouch(by, whom));
    expect(meetingRoles.map(touched)).toEqual([[...meetingRoles], ['co-host', 'participant', 'viewer'], [], []]);
  });

  it('only a host makes a host', () => {
    expect(maySetRole('host', 'participant', 'host')).toBe(true);
    expect(maySetRole('co-host', 'participant', 'host')).toBe(false);
    expect(maySetRole('co-host', 'participant', 'co-host')).toBe(true);
    expect(maySetRole('co-host', 'host', 'participant')).toBe(false);
    expect(maySetRole('participant', 'participant', 'co-host')).toBe(false);
  });
});

it('a change of settings leaves the rest as it was', () => {
  const locked = settingsAfter(only('chat'), { locked: true, permissions: { camera: 'leaders' } });
  expect(locked).toEqual({ ...only('chat', 'camera'), locked: true });
  const someone = 'a0000000-0000-7000-8000-000000000001';
  const lit = settingsAfter(locked, { spotlightId: someone });
  expect(lit.spotlightId).toBe(someone);
  expect(settingsAfter(lit, {}).spotlightId).toBe(someone);
  expect(settingsAfter(lit, { spotlightId: null }).spotlightId).toBeNull();
});
