/** Tests of the gates: what opens each, what keeps it shut, and that unknown is never open. */
import type { GateKey } from '@sambung/contract/measurement';
import { noAnswers, type SiteAnswers } from '@sambung/contract/test-run';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../test/run-seconds.ts';
import type { Integrity, SecondSample } from '../measurement/index.ts';
import { shippedRubric } from '../rubric/index.ts';
import { type GateFacts, gatesOf } from './gates.ts';

const rubric = shippedRubric('unsri').document;
const yes: SiteAnswers = { ...noAnswers, heard: true, seen: true, sameSetup: true };
const whole: Integrity = {
  ...{ seconds: 1_300, counted: 1_300, share: 1, realSeconds: 800, longestGapSeconds: 1, clockUncertaintyMs: 10 },
  ...{
    lies: { nonce: 0, repeated: 0, early: 0, hold: 0 },
    receiver: 'believed' as Integrity['receiver'],
    honest: true,
  },
};
const sides = ['host', 'audience'] as const;
const seconds = (changes: Partial<SecondSample> = {}) =>
  sides.flatMap((direction) =>
    [0, 1, 2].map((second) =>
      sampleOf({
        ...{ direction, second },
        site: {
          ...{ roundTripMs: 40, protocol: 'udp', relayed: false, probedDownBps: null, costPercent: 3 },
          ...{ srtpProfile: 'AEAD_AES_128_GCM', dtlsVersion: 'DTLS 1.2' },
        },
        ...changes,
      }),
    ),
  );
const facts: GateFacts = {
  samples: seconds(),
  answers: { host: yes, audience: yes },
  declaredAddresses: ['203.0.114.7'],
  observedAddresses: { host: ['198.20.0.1'], audience: ['203.0.114.7'] },
  simulated: false,
  cascade: { between: false, bridge: null, observed: null },
  integrity: { host: whole, audience: whole },
};
const gate = (key: GateKey, changes: Partial<GateFacts> = {}) =>
  gatesOf(rubric, { ...facts, ...changes }).find((one) => one.gate === key);

describe('the gates', () => {
  it('all stand open for a good run', () => {
    expect(gatesOf(rubric, facts).filter(({ applies, passed }) => applies && passed !== true)).toEqual([]);
  });

  it('[UNSRI-79] connected: media of both directions within ten seconds', () => {
    expect(
      gate('connected', { samples: facts.samples.filter(({ direction }) => direction === 'host') })?.passed,
    ).toBeNull();
    const late = facts.samples.map((one) => (one.second < 2 ? { ...one, picture: null } : { ...one, second: 14 }));
    expect(gate('connected', { samples: late })?.passed).toBe(false);
  });

  it('[UNSRI-80, UNSRI-83] seen and heard: live sound and picture both ways, and all four answers', () => {
    const dark = seconds({
      picture: { ...(facts.samples[0]?.picture as NonNullable<SecondSample['picture']>), meanLuma: 6 },
    });
    expect(gate('seen-and-heard', { samples: dark })?.passed).toBe(false);
    const mute = seconds({
      sound: { ...(facts.samples[0]?.sound as NonNullable<SecondSample['sound']>), levelDbfs: -90 },
    });
    expect(gate('seen-and-heard', { samples: mute })?.passed).toBe(false);
    const still = (...lasting: number[]) =>
      facts.samples.map((one) => ({
        ...one,
        picture: one.picture && { ...one.picture, stillMs: lasting[one.second] ?? null },
      }));
    expect(gate('seen-and-heard', { samples: still(0, 4_000, 8_000) })?.passed).toBe(false);
    expect(gate('seen-and-heard', { samples: still(6_000, 7_000, 0) })?.passed).toBe(true);
    const silent = { answers: { host: yes, audience: { ...yes, heard: null } } };
    expect(gate('seen-and-heard', silent)?.passed).toBeNull();
    const no = { answers: { host: yes, audience: { ...yes, seen: false } } };
    expect(gate('seen-and-heard', no)?.passed).toBe(false);
  });

  it('[UNSRI-39, X-18] encrypted: an AES profile of the list and DTLS 1.2 at least', () => {
    const with_ = (srtpProfile: string | null, dtlsVersion: string | null) =>
      gate('encrypted', {
        samples: facts.samples.map((one) => ({ ...one, site: { ...one.site, srtpProfile, dtlsVersion } })),
      })?.passed;
    expect(with_('AES_CM_128_HMAC_SHA1_32', 'DTLS 1.2')).toBe(false);
    expect(with_('AES_CM_128_HMAC_SHA1_80', 'DTLS 1.0')).toBe(false);
    expect(with_('AES_CM_128_HMAC_SHA1_80', 'DTLS 1.2')).toBe(true);
    expect(with_('SRTP_AES128_CM_HMAC_SHA1_80', 'DTLS 1.2')).toBe(true);
    expect(with_('SRTP_AES128_CM_HMAC_SHA1_32', 'DTLS 1.2')).toBe(false);
    expect(with_('SRTP_AEAD_AES_256_GCM', 'DTLS 1.2')).toBe(true);
    expect(with_(null, null)).toBeNull();
  });

  it('[UNSRI-30, X-16] public address: what is declared is what is observed', () => {
    const moved = { observedAddresses: { host: [], audience: ['203.0.114.7', '203.0.114.9'] } };
    expect(gate('public-address', moved)).toMatchObject({ applies: true, passed: false });
    expect(gate('public-address', { declaredAddresses: [] })).toMatchObject({ applies: true, passed: null });
    expect(gate('public-address', { ...moved, simulated: true })).toMatchObject({ applies: false });
  });

  it('valid data: enough of it, and none that cannot be true', () => {
    const integrity = (changes: Partial<Integrity>) => ({
      integrity: { host: whole, audience: { ...whole, ...changes } },
    });
    expect(gate('valid-data', integrity({ share: 0.94 }))?.passed).toBe(false);
    expect(gate('valid-data', integrity({ honest: false }))?.passed).toBe(false);
    expect(gate('valid-data', integrity({ seconds: 0 }))?.passed).toBeNull();
  });

  it('[UNSRI-36] duration: twenty minutes, twelve of them with real devices, no gap', () => {
    const integrity = (changes: Partial<Integrity>) => ({
      integrity: { host: { ...whole, ...changes }, audience: whole },
    });
    expect(gate('duration', integrity({ counted: 1_199 }))?.passed).toBe(false);
    expect(gate('duration', integrity({ realSeconds: 719 }))?.passed).toBe(false);
    expect(gate('duration', integrity({ longestGapSeconds: 4 }))?.passed).toBe(false);
  });

  it('[UNSRI-40, UNSRI-97] cascade: behind the bridge of a client only what the technician saw opens it', () => {
    const behind = (observed: boolean | null) =>
      gate('cascade', { cascade: { between: false, bridge: 'Poly', observed } });
    expect(gate('cascade')).toMatchObject({ applies: false });
    expect(behind(null)).toMatchObject({ applies: true, passed: null });
    expect(behind(false)).toMatchObject({ passed: false });
    expect(behind(true)).toMatchObject({ passed: true, trust: 'self-reported' });
  });

  it('[UNSRI-97] cascade: between two nodes sound and picture must have crossed, both ways and nearly always', () => {
    const between = (crossed: (direction: 'host' | 'audience', second: number) => SecondSample['crossed']) =>
      gate('cascade', {
        cascade: { between: true, bridge: 'Poly', observed: true },
        samples: facts.samples.map((one) => ({ ...one, crossed: crossed(one.direction, one.second) })),
      });
    expect(between(() => ({ packets: 150, lost: 1 }))).toMatchObject({
      ...{ applies: true, passed: true, trust: 'server-observed' },
      seen: {
        en: 'Sound and picture crossed between two media nodes in 3/3, 3/3 s (host, audience); lost between them: 6 packets.',
      },
    });
    expect(between((direction) => ({ packets: direction === 'host' ? 150 : 0, lost: 0 }))?.passed).toBe(false);
    expect(between((_, second) => ({ packets: second === 1 ? 0 : 150, lost: 0 }))?.passed).toBe(false);
    expect(between(() => null)?.passed).toBe(false);
    const silent = facts.samples.map((one) => ({ ...one, sound: null, crossed: { packets: 150, lost: 0 } }));
    expect(gate('cascade', { cascade: { between: true, bridge: null, observed: null }, samples: silent })?.passed).toBe(
      false,
    );
  });

  it('same configuration: both contacts say so', () => {
    expect(gate('same-configuration', { answers: { host: yes, audience: { ...yes, sameSetup: false } } })?.passed).toBe(
      false,
    );
  });
});
