/** Tests of what a self-check's facts come to, and of the report that is made of them. */
import type { SelfCheckFacts, WayFacts } from '@sambung/contract/self-check';
import {
  type CheckGrade,
  type CheckReason,
  type CheckStep,
  gradeOf,
  judgeSelfCheck,
} from '@sambung/contract/self-check-judging';
import { describe, expect, it } from 'vitest';
import { meanLuma } from './looking.ts';
import { adviceOf, needsOf, reportText } from './report.ts';

const way = (fields: Partial<WayFacts> = {}): WayFacts => ({
  ...{ way: 'udp', connectedMs: 80, soundMs: 140, pictureMs: 260, roundTripMs: 24, lossPercent: 0 },
  ...{ bitsPerSecond: 1_100_000, endpoints: ['203.0.113.7:40000'] },
  ...fields,
});
const shut = {
  connectedMs: null,
  soundMs: null,
  pictureMs: null,
  roundTripMs: null,
  lossPercent: null,
  bitsPerSecond: null,
};
const tcp = way({ way: 'tcp', endpoints: ['203.0.113.7:40001'] });
const good: SelfCheckFacts = {
  browser: { name: 'Chrome', secure: true, webRtc: true, measures: true },
  camera: { label: 'Kamera', problem: null, widthPx: 1_280, heightPx: 720, brightness: 120, moves: true },
  microphone: { label: 'Mikrofon', problem: null, loudestDbfs: -18 },
  speaker: { toneHeard: true, recordingHeard: true },
  connection: {
    ...{ server: 'vicon.example:443', signalling: true, relayOffered: false, ways: [way(), tcp], ownAddresses: [] },
    ...{ reconnectMs: 900, reconnectTried: true },
  },
};
const connection = (fields: Partial<SelfCheckFacts['connection']>) => ({
  ...good,
  connection: { ...good.connection, ...fields },
});
const found = (facts: SelfCheckFacts, wanted: CheckStep) => judgeSelfCheck(facts).find(({ step }) => step === wanted);

describe('a self-check', () => {
  it('of a healthy room is ready in every step', () => {
    const steps = judgeSelfCheck(good);
    expect(steps.map(({ step }) => step)).toEqual([
      'browser',
      'camera',
      'microphone',
      'speaker',
      'connection',
      'reconnect',
    ]);
    expect(new Set(steps.map(({ grade }) => grade))).toEqual(new Set(['good']));
    expect(gradeOf(steps)).toBe('good');
  });

  const { camera, microphone, speaker, browser } = good;
  it.each<[string, SelfCheckFacts, CheckStep, CheckGrade, CheckReason[]]>([
    ['a page without HTTPS', { ...good, browser: { ...browser, secure: false } }, 'browser', 'bad', ['insecure']],
    [
      'a browser that measures less',
      { ...good, browser: { ...browser, measures: false } },
      'browser',
      'weak',
      ['measures-less'],
    ],
    ['a refused camera', { ...good, camera: { ...camera, problem: 'denied' } }, 'camera', 'bad', ['camera-missing']],
    ['a covered lens', { ...good, camera: { ...camera, brightness: 19.9 } }, 'camera', 'bad', ['camera-dark']],
    ['a frozen camera', { ...good, camera: { ...camera, moves: false } }, 'camera', 'weak', ['camera-still']],
    ['a small camera', { ...good, camera: { ...camera, heightPx: 240 } }, 'camera', 'weak', ['camera-small']],
    ['a camera nobody looked at', { ...good, camera: { ...camera, brightness: null } }, 'camera', 'open', []],
    [
      'a muted microphone',
      { ...good, microphone: { ...microphone, loudestDbfs: -61 } },
      'microphone',
      'bad',
      ['microphone-silent'],
    ],
    [
      'a far microphone',
      { ...good, microphone: { ...microphone, loudestDbfs: -41 } },
      'microphone',
      'weak',
      ['microphone-quiet'],
    ],
    ['an unheard tone', { ...good, speaker: { ...speaker, toneHeard: false } }, 'speaker', 'bad', ['tone-unheard']],
    [
      'an unheard recording',
      { ...good, speaker: { ...speaker, recordingHeard: false } },
      'speaker',
      'weak',
      ['recording-unheard'],
    ],
    ['an unanswered tone', { ...good, speaker: { ...speaker, toneHeard: null } }, 'speaker', 'open', []],
    [
      'a server that is not reached',
      connection({ signalling: false, ways: [] }),
      'connection',
      'bad',
      ['no-signalling'],
    ],
    ['UDP that is shut', connection({ ways: [way(shut), tcp] }), 'connection', 'weak', ['udp-blocked']],
    ['TCP that is shut', connection({ ways: [way(), { ...tcp, ...shut }] }), 'connection', 'weak', ['tcp-blocked']],
    [
      'TCP that is shut beside a relay',
      connection({ relayOffered: true, ways: [way(), { ...tcp, ...shut }, way({ way: 'relay' })] }),
      'connection',
      'good',
      [],
    ],
    [
      'a relay that is shut',
      connection({ relayOffered: true, ways: [way(), tcp, way({ ...shut, way: 'relay' })] }),
      'connection',
      'weak',
      ['relay-blocked'],
    ],
    ['everything shut', connection({ ways: [way(shut), { ...tcp, ...shut }] }), 'connection', 'bad', ['no-way']],
    [
      'a firewall that opens and lets nothing through',
      connection({ ways: [way({ pictureMs: null })] }),
      'connection',
      'bad',
      ['media-blocked'],
    ],
    ['a long way', connection({ ways: [way({ roundTripMs: 151 }), tcp] }), 'connection', 'weak', ['round-trip-long']],
    ['a lossy line', connection({ ways: [way({ lossPercent: 5.1 }), tcp] }), 'connection', 'bad', ['loss']],
    ['a narrow line', connection({ ways: [way({ bitsPerSecond: 600_000 }), tcp] }), 'connection', 'weak', ['narrow']],
    ['a cut line that stays away', connection({ reconnectMs: null }), 'reconnect', 'bad', ['reconnect-failed']],
    ['a cut line that comes back late', connection({ reconnectMs: 10_001 }), 'reconnect', 'weak', ['reconnect-slow']],
  ])('tells of %s', (_name, facts, step, grade, reasons) => {
    expect(found(facts, step)).toEqual({ step, grade, reasons });
    expect(gradeOf(judgeSelfCheck(facts))).toBe(grade);
  });

  it('judges the first way that works, and is as good as its worst step', () => {
    const facts = connection({ ways: [way(shut), way({ way: 'tcp', lossPercent: 3 })] });
    expect(found(facts, 'connection')?.reasons).toEqual(['udp-blocked', 'loss']);
    const steps = judgeSelfCheck({ ...facts, speaker: { toneHeard: null, recordingHeard: null } });
    expect(gradeOf(steps)).toBe('open');
  });
});

describe('the report', () => {
  it('tells the IT department which ports and addresses, and what failed', () => {
    const facts = connection({ ways: [way(shut), tcp], ownAddresses: ['198.51.100.4'] });
    expect(needsOf(facts)).toEqual([
      'HTTPS dan WebSocket (TCP): vicon.example:443',
      'Suara dan gambar, UDP: 203.0.113.7:40000',
      'Suara dan gambar, TCP (cadangan): 203.0.113.7:40001',
    ]);
    expect(adviceOf(facts, 'udp-blocked')).toContain('203.0.113.7:40000');
    const text = reportText(facts, ['Kuliah tamu, sisi Audiens']);
    for (const part of [
      'Kuliah tamu, sisi Audiens',
      'Sambungan: Bisa dipakai, sebaiknya diperbaiki',
      'UDP tertutup',
      '- UDP langsung: Tertutup; Pulang-pergi -; Hilang -; Kembali -',
      '- TCP langsung: Berfungsi; Pulang-pergi 24 ms; Hilang 0.0 %; Kembali 1.10 Mbit/s',
      'Alamat publik yang terlihat: 198.51.100.4',
      'Kamera: Kamera',
    ])
      expect(text).toContain(part);
  });
});

describe('the brightness of a picture', () => {
  it('is that of its luma', () => {
    expect(meanLuma(Uint8ClampedArray.of(255, 255, 255, 255, 0, 0, 0, 255))).toBeCloseTo(127.5);
    expect(meanLuma(Uint8ClampedArray.of(0, 0, 255, 255))).toBeCloseTo(18.4, 1);
    expect(meanLuma(new Uint8ClampedArray(0))).toBe(0);
  });
});
