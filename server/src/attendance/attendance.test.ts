/** Tests of attendance: comings and goings become stays, and their total. */
import { expect, it } from 'vitest';
import { attendanceOf, type Comings } from './attendance.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 3, minute));
const now = at(60);
const person = (displayName: string, ...events: Comings['events']): Comings => ({
  ...{ participantId: displayName, displayName, side: null, events },
});
const joined = (minute: number) => ({ kind: 'joined', at: at(minute) }) as const;
const left = (minute: number) => ({ kind: 'left', at: at(minute) }) as const;

it('adds up every stay, in the order in which people came', () => {
  const found = attendanceOf(
    [person('Bayu', joined(20), left(25), joined(30), left(50)), person('Sari', joined(10), left(40))],
    now,
  );
  expect(found.map(({ displayName, totalSeconds }) => [displayName, totalSeconds])).toEqual([
    ['Sari', 1_800],
    ['Bayu', 1_500],
  ]);
  expect(found[1]?.stays).toEqual([
    { joinedAt: at(20).toISOString(), leftAt: at(25).toISOString() },
    { joinedAt: at(30).toISOString(), leftAt: at(50).toISOString() },
  ]);
});

it('counts who is still there up to now', () => {
  expect(attendanceOf([person('Sari', joined(45))], now)).toMatchObject([
    { totalSeconds: 900, stays: [{ leftAt: null }] },
  ]);
});

it('takes two comings in a row for one, as after a restart, and leaves out who never came', () => {
  const found = attendanceOf(
    [person('Sari', joined(0), joined(5), left(10), left(11)), person('Bayu'), person('Dewi', left(3))],
    now,
  );
  expect(found.map(({ displayName, totalSeconds }) => [displayName, totalSeconds])).toEqual([['Sari', 600]]);
});
