/** The life of a certificate as rules: what may follow what, what suspends, and when it ends. */
import type { CertificateTransition, SuspensionCause } from '@sambung/contract/certificate';
import { certificateStateAt } from '@sambung/contract/certificate';
import { describe, expect, it } from 'vitest';
import { boundTo } from '../../test/certificate.ts';
import { afterMonths, changesOf, isCallTooBad, isSameLine, mayFollow, type Step, validityOf } from './states.ts';

const now = new Date('2026-12-01T02:00:00.000Z');
const later = new Date('2027-06-01T02:00:00.000Z');
type Written = CertificateTransition | SuspensionCause;
/** `['valid', 'address-reported']` is a certificate that was suspended for that. */
const life = (history: readonly Written[], validUntil = later) => ({
  validUntil,
  history: history.map((each) => {
    const isState = ['valid', 'conditional', 're-verified', 'expired', 'revoked', 'suspended'].includes(each);
    return isState
      ? { transition: each as CertificateTransition, cause: null }
      : { transition: 'suspended' as const, cause: each as SuspensionCause };
  }),
});
const suspend = (cause: SuspensionCause): Step => ({ to: 'suspended', cause });

describe('a step', () => {
  it.each<[string, readonly Written[], Step, boolean]>([
    ['a valid one is suspended', ['valid'], suspend('address-reported'), true],
    ['a conditional one is suspended', ['conditional'], suspend('room-changed'), true],
    ['the same cause twice says nothing new', ['valid', 'address-reported'], suspend('address-reported'), false],
    ['another cause joins', ['valid', 'address-reported'], suspend('camera-changed'), true],
    [
      'the same cause counts again after it held again',
      ['valid', 'address-reported', 're-verified'],
      suspend('address-reported'),
      true,
    ],
    [
      'an address alone is verified anew',
      ['valid', 'address-reported', 'address-observed'],
      { to: 're-verified' },
      true,
    ],
    ['a camera asks for a full test', ['valid', 'camera-changed'], { to: 're-verified' }, false],
    ['an address beside a camera too', ['valid', 'camera-changed', 'address-reported'], { to: 're-verified' }, false],
    [
      'an old camera does not count after it held again',
      ['valid', 'address-reported', 're-verified', 'address-observed'],
      { to: 're-verified' },
      true,
    ],
    ['one that holds is not verified anew', ['valid'], { to: 're-verified' }, false],
    ['a revoked one is not suspended', ['valid', 'revoked'], suspend('by-hand'), false],
    ['a revoked one does not come back', ['valid', 'address-reported', 'revoked'], { to: 're-verified' }, false],
    ['a revoked one is not revoked again', ['valid', 'revoked'], { to: 'revoked' }, false],
    ['a suspended one is revoked', ['valid', 'by-hand'], { to: 'revoked' }, true],
    ['one does not expire before its time', ['valid'], { to: 'expired' }, false],
  ])('%s', (_name, history, step, allowed) => {
    expect(mayFollow(life(history), step, now)).toBe(allowed);
  });

  it('expires once, when its time is over, and from then on only a revocation follows', () => {
    expect(mayFollow(life(['valid'], now), { to: 'expired' }, now)).toBe(true);
    expect(mayFollow(life(['valid', 'address-reported'], now), { to: 'expired' }, now)).toBe(true);
    expect(mayFollow(life(['valid', 'expired'], now), { to: 'expired' }, now)).toBe(false);
    expect(mayFollow(life(['valid'], now), suspend('by-hand'), now)).toBe(false);
    expect(mayFollow(life(['valid', 'address-reported'], now), { to: 're-verified' }, now)).toBe(false);
    expect(mayFollow(life(['valid', 'expired'], now), { to: 'revoked' }, now)).toBe(true);
  });
});

describe('the state', () => {
  const at = (transitions: CertificateTransition[], until = later) =>
    certificateStateAt({ validUntil: until, transitions }, now);
  it('is the newest transition, and after a re-verification what it was issued as', () => {
    expect(at(['valid'])).toBe('valid');
    expect(at(['conditional', 'suspended'])).toBe('suspended');
    expect(at(['conditional', 'suspended', 're-verified'])).toBe('conditional');
    expect(at(['valid', 'suspended', 're-verified'])).toBe('valid');
  });
  it('is expired from the very instant, recorded or not; a revocation outlives it', () => {
    expect(at(['valid'], now)).toBe('expired');
    expect(at(['valid'], new Date(now.getTime() + 1))).toBe('valid');
    expect(at(['valid', 'revoked'], now)).toBe('revoked');
  });
});

describe('the validity', () => {
  const of = (verdict: 'certified' | 'certified-with-conditions', months: number, eventEndsAt: Date | null = null) =>
    validityOf(verdict, { issuedAt: now, months, eventEndsAt });
  it('is the rubric’s months and never more than twelve', () => {
    expect(of('certified', 6)).toEqual({ kind: 'period', from: now, until: later });
    expect(of('certified', 36).until).toEqual(new Date('2027-12-01T02:00:00.000Z'));
  });
  it('of a conditional one ends with its one event', () => {
    const end = new Date('2026-12-02T05:00:00.000Z');
    expect(of('certified-with-conditions', 6, end)).toEqual({ kind: 'event', from: now, until: end });
    expect(of('certified-with-conditions', 6, new Date(now.getTime() - 1)).until).toEqual(now);
    expect(of('certified-with-conditions', 6, new Date('2029-01-01T00:00:00Z')).until).toEqual(later);
  });
  it('of the end of a month ends at the end of a shorter one', () => {
    expect(afterMonths(new Date('2026-08-31T10:00:00.000Z'), 6)).toEqual(new Date('2027-02-28T10:00:00.000Z'));
  });
});

describe('what is no longer as it was certified', () => {
  const bound = boundTo(null);
  const changes = (seen: Parameters<typeof changesOf>[2]) => changesOf(bound, ['180.250.1.7', '2001:db8:1:2::7'], seen);
  it.each<[string, Parameters<typeof changesOf>[2], SuspensionCause[]]>([
    ['nothing is known', {}, []],
    ['the room, written otherwise', { room: ' ruang sidang 2' }, []],
    ['another room', { room: 'Ruang 9' }, ['room-changed']],
    ['another room at the host', { hostRoom: 'Ruang Kecil' }, ['room-changed']],
    ['the same camera', { devices: [{ side: 'host', kind: 'camera', label: 'Kamera host' }] }, []],
    ['another camera', { devices: [{ side: 'host', kind: 'camera', label: 'Kamera baru' }] }, ['camera-changed']],
    [
      'the other side’s camera',
      { devices: [{ side: 'host', kind: 'camera', label: 'Kamera audience' }] },
      ['camera-changed'],
    ],
    [
      'another microphone',
      { devices: [{ side: 'audience', kind: 'microphone', label: 'Lain' }] },
      ['microphone-changed'],
    ],
    ['another loudspeaker', { devices: [{ side: 'audience', kind: 'speaker', label: 'Lain' }] }, []],
    ['a bridge that was not there', { bridge: 'MCU' }, ['bridge-changed']],
    ['more bandwidth', { accessLine: { downKbps: 50_000, upKbps: 10_000 } }, []],
    ['less upwards', { accessLine: { downKbps: 20_000, upKbps: 9_999 } }, ['bandwidth-lowered']],
    ['its own address', { address: '180.250.1.7' }, []],
    ['its own IPv6 network', { address: '2001:db8:1:2:99::1' }, []],
    ['another IPv6 network', { address: '2001:db8:1:3::7' }, ['address-observed']],
    ['another address', { address: '180.250.1.8' }, ['address-observed']],
  ])('%s', (_name, seen, causes) => {
    expect(changes(seen)).toEqual(causes);
  });
  it('says nothing of addresses where none were certified, and takes an IPv4 address in IPv6 clothes', () => {
    expect(changesOf(bound, [], { address: '180.250.1.8' })).toEqual([]);
    expect(isSameLine('::ffff:180.250.1.7', '180.250.1.7')).toBe(true);
  });
});

it.each<[string, number[], number, boolean]>([
  ['one bad window in ten', [69, ...Array(9).fill(85)], 0, false],
  ['more than one in ten', [69, 69, ...Array(9).fill(85)], 0, true],
  ['R 70 is not bad', Array(10).fill(70), 0, false],
  ['two drops', [85], 2, false],
  ['three drops', [85], 3, true],
  ['nothing measured', [], 0, false],
])('a real conference with %s', (_name, ratings, drops, tooBad) => {
  expect(isCallTooBad({ ratings, drops })).toBe(tooBad);
});
