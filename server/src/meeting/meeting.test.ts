/** A meeting's way in. */
import { expect, test } from 'vitest';
import { accessExpiresAt, cookieValue, normalisePassword, passwordFrom, roomCodeFrom } from './meeting.ts';

test('codes have nine digits at both ends of the random numbers', () => {
  expect(roomCodeFrom(() => 0)).toBe('100000000');
  expect(roomCodeFrom((below) => below - 1)).toBe('999999999');
});

test('passwords use only letters and digits that cannot be mistaken, and survive dictation', () => {
  for (let letter = 0; letter < 31; letter++) {
    const password = passwordFrom(() => letter);
    expect(password).toMatch(/^[2-9a-hjkmnp-z]{10}$/);
    expect(password).not.toMatch(/[01ilo]/);
    expect(normalisePassword(` ${password.slice(0, 5).toUpperCase()}-${password.slice(5)} `)).toBe(password);
  }
});

test('a door stays open twelve hours beyond the planned end, or beyond now when it is later', () => {
  const endsAt = new Date('2026-11-24T04:00:00Z');
  expect(accessExpiresAt({ endsAt }, new Date('2026-11-24T01:00:00Z'))).toEqual(new Date('2026-11-24T16:00:00Z'));
  expect(accessExpiresAt({ endsAt }, new Date('2026-11-24T10:00:00Z'))).toEqual(new Date('2026-11-24T22:00:00Z'));
});

test.each([
  ['a=1; room=abc', 'abc'],
  ['room=abc', 'abc'],
  ['room=a=b; x=1', 'a=b'],
  ['xroom=abc; roomx=1', null],
  ['room', null],
  ['', null],
  [undefined, null],
])('in %s the cookie is %s', (header, value) => {
  expect(cookieValue(header, 'room')).toBe(value);
});
