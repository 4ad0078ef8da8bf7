/** Free alternatives to a taken slot. */
import { expect, test } from 'vitest';
import { findAlternatives, isFree, type Offer, type Situation, type Slot, type Wanted } from './alternatives.ts';

const hourMs = 3_600_000;
const jakarta = (iso: string) => Date.parse(`${iso}+07:00`);
const slot = (from: string, to: string): Slot => ({ startsAt: jakarta(from), endsAt: jakarta(to) });

const aula = { id: 'aula', capacity: 100, timeZone: 'Asia/Jakarta' };
const kecil = { id: 'kecil', capacity: 8, timeZone: 'Asia/Jakarta' };
const sedang = { id: 'sedang', capacity: 30, timeZone: 'Asia/Jakarta' };

/** Tuesday 09:00–11:00 in the hall for twelve people. */
const wanted: Wanted = { placeId: 'aula', participantCount: 12, ...slot('2026-11-24T09:00', '2026-11-24T11:00') };

function situation(holds: Record<string, Slot[]>, changes: Partial<Situation> = {}): Situation {
  return {
    places: [aula, kecil, sedang],
    holdsOf: (id) => holds[id] ?? [],
    now: jakarta('2026-11-23T08:00'),
    horizonDays: 14,
    ...changes,
  };
}

const inJakarta = ({ placeId, startsAt }: Offer) =>
  `${placeId} ${new Date(startsAt + 7 * hourMs).toISOString().slice(0, 16)}`;

test('first the nearest earlier and later start in the same place, then other places that are big enough', () => {
  const offers = findAlternatives(wanted, situation({ aula: [slot('2026-11-24T09:00', '2026-11-24T11:00')] }));
  expect(offers.map(inJakarta).slice(0, 3)).toEqual([
    'aula 2026-11-24T07:00',
    'aula 2026-11-24T11:00',
    'sedang 2026-11-24T09:00',
  ]);
  expect(offers.some(({ placeId }) => placeId === 'kecil')).toBe(false);
  expect(offers).toHaveLength(5);
});

test('a gap that is too short is not offered, one that just fits is', () => {
  const holds = {
    aula: [
      slot('2026-11-24T07:00', '2026-11-24T10:00'),
      slot('2026-11-24T11:59', '2026-11-24T13:00'),
      slot('2026-11-24T15:00', '2026-11-24T18:00'),
    ],
  };
  const offers = findAlternatives(wanted, situation(holds));
  expect(offers.map(inJakarta)).toContain('aula 2026-11-24T13:00');
  expect(offers.map(inJakarta)).not.toContain('aula 2026-11-24T10:00');
});

test('offers stay within 07:00 and 18:00 of the place’s own zone', () => {
  const makassar = { ...aula, timeZone: 'Asia/Makassar' };
  const offers = findAlternatives(
    wanted,
    situation({ aula: [slot('2026-11-24T06:00', '2026-11-24T17:00')] }, { places: [makassar] }),
  );
  expect(offers.length).toBeGreaterThan(0);
  for (const { startsAt, endsAt } of offers) {
    const hours = (at: number) => ((at + 8 * hourMs) % (24 * hourMs)) / hourMs;
    expect(hours(startsAt)).toBeGreaterThanOrEqual(7);
    expect(hours(endsAt)).toBeLessThanOrEqual(18);
  }
});

test('nothing is offered that has begun already', () => {
  const now = jakarta('2026-11-24T08:52');
  const offers = findAlternatives(wanted, situation({ aula: [slot('2026-11-24T10:55', '2026-11-24T18:00')] }, { now }));
  expect(offers.every(({ startsAt }) => startsAt >= now)).toBe(true);
  expect(offers.map(inJakarta)).not.toContain('aula 2026-11-24T08:52');
});

test('a booking longer than a working day is offered outside working hours', () => {
  const long = { ...wanted, ...slot('2026-11-24T08:00', '2026-11-25T07:00') };
  const offers = findAlternatives(long, situation({ aula: [slot('2026-11-24T08:00', '2026-11-24T10:00')] }));
  expect(offers.map(inJakarta)).toContain('aula 2026-11-24T10:00');
});

test('when the place is taken all fortnight and no other is big enough there is nothing within the fortnight', () => {
  const always = [slot('2026-10-01T00:00', '2027-02-01T00:00')];
  const onlyAula = { places: [aula, kecil] };
  expect(findAlternatives(wanted, situation({ aula: always }, onlyAula))).toEqual([]);
  const later = findAlternatives(wanted, situation({ aula: always }, { ...onlyAula, horizonDays: 366 }));
  expect(later.map(inJakarta)[0]).toBe('aula 2027-02-01T07:00');
});

test('other places are offered at other times when everything is taken at the wanted one', () => {
  const always = [slot('2026-10-01T00:00', '2027-02-01T00:00')];
  const holds = { aula: always, sedang: [slot('2026-11-24T07:00', '2026-11-24T16:00')] };
  expect(findAlternatives(wanted, situation(holds)).map(inJakarta)[0]).toBe('sedang 2026-11-24T16:00');
});

test('whatever is taken, every offer is free, has the wanted length and appears once', () => {
  // A linear congruential generator (Numerical Recipes): the same schedules on every run.
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 200; round++) {
    const holds: Record<string, Slot[]> = {};
    for (const { id } of [aula, kecil, sedang]) {
      holds[id] = Array.from({ length: random(60) }, () => {
        const startsAt = jakarta('2026-11-10T00:00') + random(28 * 24 * 4) * (hourMs / 4);
        return { startsAt, endsAt: startsAt + (1 + random(20)) * (hourMs / 4) };
      });
    }
    const lengthMs = (1 + random(40)) * (hourMs / 4);
    const asked = { ...wanted, endsAt: wanted.startsAt + lengthMs };
    const offers = findAlternatives(asked, situation(holds));
    expect(offers.length).toBeLessThanOrEqual(5);
    expect(new Set(offers.map(inJakarta)).size).toBe(offers.length);
    for (const offer of offers) {
      expect(offer.endsAt - offer.startsAt).toBe(lengthMs);
      expect(isFree(offer, holds[offer.placeId] ?? [])).toBe(true);
    }
  }
});
