/** Tests of what a certificate takes from a run beside its numbers: the courses of its charts, and who took part. */
import { describe, expect, it } from 'vitest';
import { smallProcedure } from '../../test/procedure.ts';
import { madeRun, sampleOf } from '../../test/run-seconds.ts';
import { contactsOf, initialsOf } from './contacts.ts';
import { seriesOf } from './series.ts';

const delays = { host: 110, audience: 120 };
function courses(
  change: Parameters<typeof madeRun>[0] = () => ({}),
  soundDelayMs: Record<'host' | 'audience', number | null> = delays,
) {
  const { samples, clocks } = madeRun(change);
  const series = seriesOf({ samples, clocks, soundBitrateBps: 32_000, soundDelayMs });
  return (metric: string, direction: string) =>
    series.find((one) => one.metric === metric && one.direction === direction)?.values ?? [];
}

describe('the courses of a run', () => {
  it('sound delay where sweeps were played, and nothing elsewhere', () => {
    const values = courses()('audio-delay', 'host');
    expect(values).toHaveLength(30);
    // Bandwidth until 40 s, sweeps until 180 s.
    expect(values.slice(0, 4)).toEqual([null, null, null, null]);
    expect(values.slice(18)).toEqual(Array(12).fill(null));
    for (const value of values.slice(4, 18)) expect(Math.abs((value ?? 0) - 80)).toBeLessThan(1);
  });

  it('loss and the rating of speech fall and rise in the step in which the line did', () => {
    const bad = (second: number) => second >= 200 && second < 210;
    const of = courses(({ second, direction, uplink, sound }) =>
      direction === 'host' && bad(second) && uplink.sound && sound
        ? { uplink: { ...uplink, sound: { ...uplink.sound, lost: 25 } }, sound: { ...sound, concealedSamples: 4_800 } }
        : {},
    );
    const loss = of('packet-loss', 'host');
    expect(loss.findIndex((value) => (value ?? 0) > 0)).toBe(20);
    expect(loss[21]).toBe(0);
    const rating = of('speech-rating', 'host');
    expect(rating[20]).toBeLessThan(60);
    expect(rating[21]).toBeGreaterThan(90);
    expect(of('speech-rating', 'audience')[20]).toBeGreaterThan(90);
  });

  it('a voided second counts for nothing, and without a judged delay speech is not rated', () => {
    const of = courses(() => ({ voided: 'hidden' as const }));
    expect(new Set(of('packet-loss', 'host'))).toEqual(new Set([null]));
    expect(new Set(courses(undefined, { host: null, audience: 120 })('speech-rating', 'host'))).toEqual(
      new Set([null]),
    );
  });

  it('a run of hours is drawn in coarser steps', () => {
    const samples = [0, 29_999].map((second) => sampleOf({ second }));
    const { clocks } = madeRun();
    const [first] = seriesOf({ samples, clocks, soundBitrateBps: 32_000, soundDelayMs: delays });
    expect([first?.stepSeconds, first?.values.length]).toEqual([30, 1_000]);
  });
});

describe('who took part', () => {
  const requestForm = smallProcedure().forms.request;
  it('is said by title and initials, never by name', () => {
    if (!requestForm) throw new Error('the procedure has a form');
    const request = { 'kontak-tuan-rumah': { name: 'Rani Pratama', phone: '', email: '' } };
    const profile = { 'contact-title': { test: 'Kepala Laboratorium' }, 'contact-name': { test: 'Bayu Lestari' } };
    const said = contactsOf({ requestForm, request, profile });
    expect(said).toEqual({ host: 'R.P.', audience: 'Kepala Laboratorium, B.L.' });
    expect(contactsOf({ requestForm, request: {}, profile: {} })).toEqual({ host: '', audience: '' });
    expect(initialsOf('  siti   aminah ')).toBe('S.A.');
  });
});
