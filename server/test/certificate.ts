/** A certificate as the tests meet it: a test call with samples of both directions, judged by a small rubric, decided and signed. */
import type { BoundThings, CertificateDecision, CertificateSeries } from '@sambung/contract/certificate';
import type { Side } from '@sambung/contract/http';
import { gateKeys, type Measurement, type RunEvidence } from '@sambung/contract/measurement';
import { type Judgement, type RubricDocument, rubricDocumentSchema } from '@sambung/contract/rubric';
import { type CertificateIssue, issueCertificate } from '../src/certificate/index.ts';
import { newRoomCode } from '../src/meeting/index.ts';
import type { Application } from './application.ts';

const both = (text: string) => ({ id: text, en: text });

/** Three metrics, one gate rule: enough to be judged by. */
export const smallRubric: RubricDocument = rubricDocumentSchema.parse({
  name: both('Rubrik uji'),
  classes: {
    hd: { heightPx: 720, framesPerSecond: 30, upBps: 3_150_000, downBps: 2_500_000 },
    sd: { heightPx: 360, framesPerSecond: 24, upBps: 650_000, downBps: 500_000 },
    'audio-first': { heightPx: 180, framesPerSecond: 15, upBps: 200_000, downBps: 150_000 },
  },
  gates: {
    connectWithinSeconds: 10,
    blackBelowLuma: 20,
    srtpProfiles: ['AEAD_AES_128_GCM'],
    dtlsAtLeast: '1.2',
    publicAddress: true,
    sampleShareAtLeast: 0.95,
    clockUncertaintyAtMostMs: 25,
    measuredSecondsAtLeast: 1_200,
    realSecondsAtLeast: 720,
    gapAtMostSeconds: 3,
  },
  metrics: [
    {
      ...{ metric: 'audio-delay', code: 'M1', name: { id: 'Tunda suara', en: 'Sound delay' }, scope: 'direction' },
      ...{ stream: 'audio', critical: true, source: 'ITU-T G.114' },
      columns: [
        {
          ...{ kind: 'range', statistic: 'median', name: { id: 'median', en: 'median' }, unit: 'ms' },
          limits: { pass: { max: 200 }, marginal: { max: 400 } },
        },
      ],
    },
    {
      ...{ metric: 'packet-loss', code: 'M4', name: { id: 'Paket hilang', en: 'Packet loss' }, scope: 'direction' },
      ...{ stream: 'path', critical: true, group: 'loss', source: 'ITU-T G.1010' },
      columns: [
        {
          ...{ kind: 'range', statistic: 'mean', name: { id: 'rata-rata', en: 'mean' }, unit: '%' },
          limits: { pass: { max: 1 }, marginal: { max: 3 } },
        },
      ],
    },
    {
      ...{ metric: 'path', code: 'M17', name: { id: 'Jalur ICE', en: 'ICE path' }, scope: 'site', stream: 'path' },
      source: 'RFC 8445',
      columns: [
        {
          ...{ kind: 'category', statistic: 'kind', name: { id: 'jenis', en: 'kind' }, unit: '' },
          ...{ pass: ['udp-direct'], marginal: ['udp-relay'] },
        },
      ],
    },
  ],
  decision: { marginalGroupsAtMost: 3, neverOverruled: ['connected', 'seen-and-heard', 'encrypted'] },
  validity: { months: 6, maySkip: false },
});

const sides: readonly Side[] = ['host', 'audience'];

export function evidenceOf(testCallId: string, startedAt: Date, minutes: number): RunEvidence {
  const measurements = sides.flatMap((side): Measurement[] => [
    {
      ...{ metric: 'audio-delay', statistic: 'median', scope: { direction: side }, value: 84.25, bound: false },
      ...{ interval: { low: 81.5, high: 87.125 }, sampleCount: 600, trust: 'cross-checked' },
    },
    {
      ...{ metric: 'packet-loss', statistic: 'mean', scope: { direction: side }, value: 0.1, bound: false },
      ...{ interval: { low: 0.05, high: 0.2 }, sampleCount: 1_200, trust: 'server-observed' },
    },
    {
      ...{ metric: 'path', statistic: 'kind', scope: { site: side }, value: 'udp-direct', bound: false },
      ...{ interval: null, sampleCount: 1, trust: 'server-observed' },
    },
  ]);
  return {
    testCallId,
    startedAt: startedAt.toISOString(),
    endedAt: new Date(startedAt.getTime() + minutes * 60_000).toISOString(),
    measurements,
    gates: gateKeys.map((gate) => ({
      gate,
      applies: gate !== 'cascade',
      passed: gate === 'cascade' ? null : true,
      seen: { id: `${gate} terpenuhi`, en: `${gate} met` },
      trust: 'server-observed',
    })),
    simulatedReasons: [],
  };
}

/** A point every five seconds, with a gap where nothing was measured. */
export function seriesOf(minutes: number): CertificateSeries[] {
  const steps = Array.from({ length: minutes * 12 }, (_, step) => step);
  const course = (of: (step: number) => number) => steps.map((step) => (step % 24 === 11 ? null : of(step)));
  return sides.flatMap((direction, index) => [
    {
      ...{ metric: 'audio-delay' as const, direction, stepSeconds: 5 },
      values: course((step) => 84 + index * 12 + 6 * Math.sin(step / 5)),
    },
    {
      ...{ metric: 'packet-loss' as const, direction, stepSeconds: 5 },
      values: course((step) => (step % 9 === 0 ? 0.6 + index * 0.3 : 0.05)),
    },
    {
      ...{ metric: 'speech-rating' as const, direction, stepSeconds: 5 },
      values: course((step) => 91 - index * 2 - (step % 9 === 0 ? 4 : 0)),
    },
  ]);
}

export function judgementOf(evidence: RunEvidence): Judgement {
  return {
    verdict: 'certified',
    certifiable: evidence.simulatedReasons.length === 0,
    simulatedReasons: [...evidence.simulatedReasons],
    lineClass: 'sd',
    gates: evidence.gates,
    rows: evidence.measurements.map(({ metric, statistic, scope, value, interval, sampleCount, trust }) => {
      const rule = smallRubric.metrics.find((each) => each.metric === metric);
      const column = rule?.columns[0];
      return {
        ...{ metric, scope, code: rule?.code ?? '', critical: rule?.critical ?? false, group: rule?.group ?? null },
        grade: 'pass',
        standIn: null,
        columns: [
          {
            ...{ statistic, value, interval, bound: false, sampleCount, trust, grade: 'pass' },
            limits: column?.kind === 'range' ? column.limits : null,
          },
        ],
      };
    }),
    marginalGroups: [],
  };
}

export const boundTo = (siteId: string | null, changes: Partial<BoundThings> = {}): BoundThings => ({
  site: { id: siteId, name: 'Universitas Luar', room: 'Ruang Sidang 2' },
  hostRoom: 'Aula',
  devices: sides.flatMap((side) => [
    { side, kind: 'camera' as const, label: `Kamera ${side}` },
    { side, kind: 'microphone' as const, label: `Mikrofon ${side}` },
  ]),
  addresses: ['180.250.1.7'],
  accessLine: { downKbps: 20_000, upKbps: 10_000 },
  lineClass: 'sd',
  bridge: null,
  browsers: sides.map((side) => ({ side, name: 'Chromium 140' })),
  mediaVersion: '0.1.0',
  ...changes,
});

export const decisionOf = (changes: Partial<CertificateDecision> = {}): CertificateIssue['decision'] => ({
  verdict: 'certified',
  by: { role: 'technician', position: 'Tim ICT' },
  overrule: null,
  conditions: null,
  note: 'Suara dan gambar jelas di kedua pihak.',
  ...changes,
});

/** Numbers of one second as they are stored. */
export const numbersAt = (second: number, from: Side) => ({
  connectionState: 'connected',
  route: 'udp',
  lossPercent: second % 20 === 0 ? 0.5 : 0,
  roundTripMs: 40.125 + (second % 7),
  jitterMs: 3,
  trust: { lossPercent: 'cross-checked' },
  from,
});

export interface CertifiedCall {
  readonly institutionId: string;
  readonly requestId: string;
  readonly technicianId: string;
  readonly siteId?: string | null;
  readonly minutes?: number;
  readonly simulatedReasons?: RunEvidence['simulatedReasons'];
}

/** A test call of `minutes` with one sample a second and direction, decided as certified at the application's time. */
export async function decidedCall(application: Application, call: CertifiedCall): Promise<string> {
  const { db, clock, seal } = application.context;
  const { institutionId, requestId, technicianId, minutes = 2, simulatedReasons = [] } = call;
  const now = clock();
  const startedAt = new Date(now.getTime() - minutes * 60_000);
  const code = await db.$transaction((tx) => newRoomCode(tx));
  const sealed = { hostTokenSealed: seal('rahasia'), audienceTokenSealed: seal('rahasia') };
  const opened = { institutionId, requestId, code, openedById: technicianId, openedAt: startedAt };
  const decided = { decision: 'certified', note: 'Baik', decidedById: technicianId, decidedAt: now } as const;
  const { id } = await db.testCall.create({
    data: { ...opened, ...sealed, ...decided, endedAt: now, simulatedReasons: [...simulatedReasons] },
  });
  const seconds = Array.from({ length: minutes * 60 }, (_, second) => second);
  await db.testCallSample.createMany({
    data: seconds.flatMap((second) =>
      sides.map((from) => ({
        ...{ testCallId: id, from, at: new Date(startedAt.getTime() + second * 1_000) },
        numbers: numbersAt(second, from),
      })),
    ),
  });
  return id;
}

/** What a decided test call hands over, to be changed by a test before it is issued. */
export function issueOf(application: Application, call: CertifiedCall, testCallId: string): CertificateIssue {
  const now = application.context.clock();
  const minutes = call.minutes ?? 2;
  const whole = evidenceOf(testCallId, new Date(now.getTime() - minutes * 60_000), minutes);
  const evidence = { ...whole, simulatedReasons: [...(call.simulatedReasons ?? [])] };
  return {
    institutionId: call.institutionId,
    testCallId,
    rubric: { key: 'unsri', version: 1, document: smallRubric },
    evidence,
    series: seriesOf(minutes),
    judgement: judgementOf(evidence),
    decision: decisionOf(),
    decidedById: call.technicianId,
    people: [
      { part: 'technician', position: 'Tim ICT' },
      { part: 'audience-contact', position: 'Kepala Laboratorium' },
    ],
    bound: boundTo(call.siteId ?? null),
    now,
  };
}

/** Decides a call and issues its certificate, changed as the test says. */
export async function certified(
  application: Application,
  call: CertifiedCall,
  changes: Partial<CertificateIssue> = {},
): Promise<{ id: string; code: string; testCallId: string }> {
  const testCallId = await decidedCall(application, call);
  const issue = { ...issueOf(application, call, testCallId), ...changes };
  const { context } = application;
  return { ...(await context.db.$transaction((tx) => issueCertificate(context, tx, issue))), testCallId };
}
