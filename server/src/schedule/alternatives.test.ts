/** Free alternatives to a taken slot. */
import { defaultWeek, type WeekHours, weekdays } from '@sambung/contract/calendar';
import { describe, expect, it } from 'vitest';
import { type SearchedCase, searchAlternatives } from './alternative-search.ts';
import type { Offer, OfferedPlace } from './alternatives.ts';
import { earliestStart, isOpenDuring } from './opening.ts';
import { overlaps, type Slot } from './slot.ts';

const hourMs = 3_600_000;
const jakarta = (clock: string) => Date.parse(`${clock}:00+07:00`);
const slot = (from: string, to: string): Slot => ({ startsAt: jakarta(from), endsAt: jakarta(to) });
const inJakarta = ({ placeIds, startsAt }: Offer) =>
  `${placeIds.join('+')} ${new Date(startsAt + 7 * hourMs).toISOString().slice(5, 16).replace('T', ' ')}`;

const place = (id: string, capacity: number, changes: Partial<OfferedPlace> = {}): OfferedPlace => ({
  ...{ id, capacity, timeZone: 'Asia/Jakarta', openingHours: null, features: [] },
  ...changes,
});
const aula = place('aula', 100);
const kecil = place('kecil', 8);
const sedang = place('sedang', 30);

/** Tuesday 09:00–11:00 in the hall for twelve people, without test or preparation. */
const wanted: SearchedCase = {
  ...slot('2026-12-01T09:00', '2026-12-01T11:00'),
  placeIds: ['aula'],
  participantCount: 12,
  needs: [],
  calendar: { timeZone: 'Asia/Jakarta', week: defaultWeek, days: [], periods: [] },
  policies: {
    holds: { setupMinutes: 0, preTestMinutes: 0 },
    testCall: { required: 'optional', slot: 'day-before', atVenue: false, minutes: 60, fallback: 'none' },
    leadTime: { days: 0, count: 'calendar', overrideBy: 'ketua' },
    outsideWorkingHours: 'allow',
  },
};
const now = jakarta('2026-11-23T08:00');

type Holds = Record<string, Slot[]>;
async function find(holds: Holds, changes: Partial<SearchedCase> = {}, places = [aula, kecil, sedang], at = now) {
  const read = async (ids: readonly string[], span: Slot) =>
    new Map(
      ids.map((id) => [
        id,
        (holds[id] ?? []).filter((hold) => overlaps(hold, span)).sort((a, b) => a.startsAt - b.startsAt),
      ]),
    );
  return await searchAlternatives({ ...wanted, ...changes }, places, at, read);
}
const found = async (...args: Parameters<typeof find>) => (await find(...args)).map(inJakarta);

const taken = [slot('2026-12-01T09:00', '2026-12-01T11:00')];
const always = [slot('2026-10-01T00:00', '2027-02-01T00:00')];

describe('alternatives', () => {
  it('[X-08][UNSRI-27] are other rooms at the time and the same room near it in both directions, ranked by shift', async () => {
    expect(await found({ aula: taken })).toEqual([
      'sedang 12-01 09:00',
      'aula 12-01 07:00',
      'aula 12-01 11:00',
      'aula 11-30 09:00',
      'aula 12-02 09:00',
    ]);
  });

  it('[X-08] are at least three also when the other rooms are too small', async () => {
    const offers = await find({ aula: taken }, { participantCount: 60 });
    expect(offers.length).toBeGreaterThanOrEqual(3);
    expect(new Set(offers.flatMap(({ placeIds }) => placeIds))).toEqual(new Set(['aula']));
  });

  it('[X-08] prefer among other rooms the one with the same features, then the one that fits the number', async () => {
    const full = place('aula', 100, { features: ['kamera'] });
    const rooms = [full, place('pas', 14), place('lengkap', 40, { features: ['kamera', 'layar'] }), sedang];
    expect((await found({ aula: taken }, {}, rooms)).slice(0, 2)).toEqual(['lengkap 12-01 09:00', 'pas 12-01 09:00']);
  });

  it('offer no gap that is too short and one that just fits', async () => {
    const holds = {
      aula: [
        slot('2026-12-01T07:00', '2026-12-01T10:00'),
        slot('2026-12-01T11:59', '2026-12-01T13:00'),
        slot('2026-12-01T15:00', '2026-12-01T18:00'),
      ],
    };
    const offers = await found(holds);
    expect(offers).toContain('aula 12-01 13:00');
    expect(offers).not.toContain('aula 12-01 10:00');
  });

  it('[X-09] need the setup, the pre-test and the hour of the test call free as well', async () => {
    const policies: SearchedCase['policies'] = {
      ...wanted.policies,
      holds: { setupMinutes: 60, preTestMinutes: 30 },
      testCall: { ...wanted.policies.testCall, required: 'mandatory' },
    };
    const offers = await found({ aula: taken }, { policies });
    // 11:00 is when the other ends; an hour and a half of preparation follows.
    expect(offers).toContain('aula 12-01 12:30');
    // Nobody gets in before seven.
    expect(offers.some((offer) => offer.startsWith('aula 12-01 07') || offer.startsWith('aula 12-01 08'))).toBe(false);
    const mondayFull = { aula: taken, sedang: [slot('2026-11-30T00:00', '2026-11-30T23:00')] };
    expect(await found(mondayFull, { policies })).not.toContain('sedang 12-01 09:00');
    const hourBefore = { ...policies, testCall: { ...policies.testCall, fallback: 'hour-before' as const } };
    expect(await found(mondayFull, { policies: hourBefore })).toContain('sedang 12-01 09:00');
  });

  it('[UNSRI-25] keep the lead time, unless the request was let in late', async () => {
    const policies = { ...wanted.policies, leadTime: { days: 7, count: 'calendar' as const, overrideBy: 'ketua' } };
    const at = jakarta('2026-11-24T15:00');
    const offers = await find({ aula: taken }, { policies }, undefined, at);
    expect(offers.map(inJakarta)).toContain('aula 12-01 07:00');
    expect(offers.every(({ startsAt }) => startsAt >= jakarta('2026-12-01T00:00'))).toBe(true);
    expect(await found({ aula: taken }, { policies, late: true }, undefined, at)).toContain('aula 11-30 09:00');
  });

  it('counts a lead time of working days over the weekend', () => {
    const friday = jakarta('2026-11-27T10:00');
    const leadTime = { days: 2, count: 'working' as const };
    expect(earliestStart(wanted.calendar, leadTime, friday)).toBe(jakarta('2026-12-01T00:00'));
    expect(earliestStart(wanted.calendar, { ...leadTime, count: 'calendar' }, friday)).toBe(
      jakarta('2026-11-29T00:00'),
    );
  });

  it('[X-10] skip holidays, leave and weekends, and blackouts like any hold', async () => {
    const days = [
      { date: '2026-12-02', kind: 'national-holiday' as const, name: 'Libur' },
      { date: '2026-11-30', kind: 'collective-leave' as const, name: 'Cuti bersama' },
    ];
    const blackout = slot('2026-12-03T00:00', '2026-12-04T00:00');
    const offers = await find(
      { aula: [...taken, blackout], sedang: always },
      { calendar: { ...wanted.calendar, days } },
    );
    const dates = new Set(offers.map((offer) => inJakarta(offer).split(' ')[1]));
    expect(dates).toEqual(new Set(['12-01', '11-27', '12-04']));
  });

  it('[X-10] lie in the working hours of Ramadan where the service is bound to them', async () => {
    const short: WeekHours = { ...defaultWeek, tuesday: [{ opens: '08:00', closes: '14:00' }] };
    const periods = [{ from: '2026-11-25', to: '2026-12-10', name: 'Ramadan', week: short }];
    const policies = { ...wanted.policies, outsideWorkingHours: 'override' as const };
    const calendar = { ...wanted.calendar, periods };
    const holds = { aula: [slot('2026-12-01T09:00', '2026-12-01T13:00')], sedang: always };
    const offers = await found(holds, { policies, calendar });
    expect(offers.filter((offer) => offer.startsWith('aula 12-01'))).toEqual([]);
    expect(await found(holds)).toContain('aula 12-01 13:00');
  });

  it('offer a Saturday only to whoever asked for one', async () => {
    const saturday = { ...slot('2026-12-05T09:00', '2026-12-05T11:00') };
    const holds = { aula: [saturday], sedang: always };
    expect(await found(holds, saturday)).toContain('aula 12-05 11:00');
    const friday = await find(
      { aula: [slot('2026-12-04T00:00', '2026-12-05T00:00')], sedang: always },
      {
        ...slot('2026-12-04T09:00', '2026-12-04T11:00'),
      },
    );
    expect(friday.map(inJakarta).filter((offer) => offer.includes('12-05'))).toEqual([]);
  });

  it("stay within a room's own opening hours, in its own zone", async () => {
    const morning = Object.fromEntries(
      weekdays.map((day) => [day, [{ opens: '07:30', closes: '12:00' }]]),
    ) as WeekHours;
    const makassar = place('aula', 100, { timeZone: 'Asia/Makassar', openingHours: morning });
    const offers = await find({ aula: taken }, {}, [makassar]);
    expect(offers.length).toBeGreaterThanOrEqual(3);
    for (const offer of offers) expect(isOpenDuring(makassar, offer)).toBe(true);
    expect(isOpenDuring(makassar, slot('2026-12-01T06:30', '2026-12-01T11:00'))).toBe(true);
    expect(isOpenDuring(makassar, slot('2026-12-01T06:15', '2026-12-01T11:00'))).toBe(false);
    expect(isOpenDuring(makassar, slot('2026-12-01T06:30', '2026-12-01T11:15'))).toBe(false);
  });

  it('[X-08] exchange either side when both sit in places of the institution, and keep the pair together', async () => {
    const holds = { aula: taken, kecil: [slot('2026-12-01T07:00', '2026-12-01T09:00')] };
    const offers = await found(holds, { placeIds: ['aula', 'kecil'], participantCount: 5 });
    expect(offers).toContain('sedang+kecil 12-01 09:00');
    expect(offers).toContain('aula+kecil 12-01 11:00');
    expect(offers).not.toContain('aula+kecil 12-01 07:00');
    expect(await found({ kecil: taken }, { placeIds: ['aula', 'kecil'], participantCount: 5 })).toContain(
      'aula+sedang 12-01 09:00',
    );
  });

  it('[UNEJ-15] need enough free units of the equipment', async () => {
    const needs = [{ count: 2, anyOf: ['unit-1', 'unit-2', 'unit-3'] }];
    const holds = { 'unit-1': taken, 'unit-2': [slot('2026-12-01T10:00', '2026-12-01T13:00')] };
    const offers = await found(holds, { needs });
    expect(offers).toContain('aula 12-01 11:00');
    expect(offers.some((offer) => offer.includes('12-01 09:00'))).toBe(false);
    expect(offers).toContain('aula 12-01 08:00');
  });

  it('of a venue differ in time alone', async () => {
    const needs = [{ count: 1, anyOf: ['teknisi'] }];
    const offers = await find({ teknisi: taken }, { placeIds: [], needs });
    expect(offers.length).toBeGreaterThanOrEqual(3);
    expect(offers.every(({ placeIds }) => placeIds.length === 0)).toBe(true);
  });

  it('longer than the rooms are open begin at any time of a day that is not closed', async () => {
    const long = slot('2026-12-01T08:00', '2026-12-02T07:00');
    expect(await found({ aula: [slot('2026-12-01T08:00', '2026-12-01T10:00')] }, long)).toContain('aula 12-01 10:00');
  });

  it('are looked for up to a year away when everything near is taken', async () => {
    expect(await found({ aula: always }, {}, [aula, kecil])).toEqual(['aula 02-01 09:00', 'aula 02-02 09:00']);
    const forever = [slot('2026-10-01T00:00', '2029-01-01T00:00')];
    expect(await found({ aula: forever }, {}, [aula, kecil])).toEqual([]);
  });

  it('are other rooms at other times when everything is taken at the wanted one', async () => {
    const holds = { aula: always, sedang: [slot('2026-12-01T07:00', '2026-12-01T16:00')] };
    expect(await found(holds)).toContain('sedang 12-01 16:00');
  });

  it('[X-07] whatever is taken are free, of the wanted length, each once and within the hours', async () => {
    // A linear congruential generator (Numerical Recipes): the same schedules on every run.
    let seed = 1;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 60; round++) {
      const holds: Holds = {};
      for (const { id } of [aula, kecil, sedang]) {
        let at = jakarta('2026-11-20T00:00');
        holds[id] = Array.from({ length: random(90) }, () => {
          const startsAt = at + random(20) * (hourMs / 4);
          at = startsAt + (1 + random(20)) * (hourMs / 4);
          return { startsAt, endsAt: at };
        });
      }
      const lengthMs = (1 + random(24)) * (hourMs / 4);
      const offers = await find(holds, { endsAt: wanted.startsAt + lengthMs });
      expect(offers.length).toBeGreaterThanOrEqual(3);
      expect(new Set(offers.map(inJakarta)).size).toBe(offers.length);
      for (const offer of offers) {
        expect(offer.endsAt - offer.startsAt).toBe(lengthMs);
        for (const id of offer.placeIds) expect((holds[id] ?? []).some((hold) => overlaps(hold, offer))).toBe(false);
        expect(isOpenDuring(aula, offer)).toBe(true);
      }
    }
  });
});
