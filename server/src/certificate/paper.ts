/** A certificate on paper: verdict, gates, measurements, charts, conditions, people, both columns of the call, proof. Pure. */
import type { CertificateContent, CertificateState } from '@sambung/contract/certificate';
import * as words from '@sambung/contract/certificate-words';
import type { MetricKey } from '@sambung/contract/measurement';
import type { Language } from '@sambung/contract/problem';
import { type Block, fieldRow, headingRow, type PrintedDocument, printInstant, type Row } from '../document/index.ts';
import { type CallNotes, callColumns } from './call-columns.ts';
import { numberText, rangeText, valueText } from './numbers.ts';
import { say } from './paper-words.ts';

export interface Paper {
  readonly content: CertificateContent;
  readonly state: CertificateState;
  readonly validUntil: Date;
  readonly language: Language;
  readonly letterhead: PrintedDocument['letterhead'];
  readonly footer: PrintedDocument['footer'];
  readonly pageWords: string;
  readonly notes: CallNotes;
  readonly proof: { readonly url: string; readonly hash: string };
  readonly createdAt: Date;
}

export function certificatePaper(paper: Paper): PrintedDocument {
  const { content, language } = paper;
  return {
    title: `${say[language].title} ${content.certificate.requestNumber}`,
    language,
    letterhead: paper.letterhead,
    control: null,
    pageWords: paper.pageWords,
    formCode: '',
    footer: paper.footer,
    watermark: content.certificate.simulated ? 'SIMULASI' : null,
    landscape: false,
    createdAt: paper.createdAt,
    blocks: blocksOf(paper),
  };
}

function blocksOf(paper: Paper): Block[] {
  const { content, language, proof } = paper;
  const t = say[language];
  const verdict = words.verdictWords[content.decision.verdict]?.[language] ?? content.decision.verdict;
  return [
    { kind: 'title', text: t.title, beneath: t.beneath },
    { kind: 'title', text: verdict },
    ...simulationBlock(paper),
    { kind: 'grid', rows: headRows(paper), whole: true },
    gateGrid(paper),
    measurementGrid(paper),
    { kind: 'heading', text: t.charts, level: 2 },
    ...charts(paper),
    { kind: 'grid', rows: [headingRow(t.conditions), ...noteRows(paper)] },
    { kind: 'grid', rows: [headingRow(t.people), ...peopleRows(paper)], whole: true },
    { kind: 'grid', rows: [headingRow(t.bound), ...boundRows(paper)], whole: true },
    ...callColumns(content, paper.notes, language),
    { kind: 'grid', rows: [headingRow(t.limits), limitsRow(language)], small: true, whole: true },
    { kind: 'proof', ...proof, sentence: t.proof },
  ];
}

function simulationBlock({ content, language }: Paper): Block[] {
  if (!content.certificate.simulated) return [];
  const reasons = content.evidence.simulatedReasons.map(
    (reason) => words.simulationWords[reason]?.[language] ?? reason,
  );
  const text = say[language].simulated.replace('{reasons}', reasons.join(', '));
  return [{ kind: 'paragraph', words: [{ text, bold: true }], align: 'center' }];
}

function headRows({ content, state, validUntil, language }: Paper): Row[] {
  const t = say[language];
  const { certificate, bound, rubric, evidence, decision, judgement } = content;
  const at = (instant: string | Date) => printInstant(new Date(instant), certificate.timeZone, language);
  const machine = words.verdictWords[judgement.verdict]?.[language] ?? judgement.verdict;
  return [
    fieldRow(t.institution, certificate.institution.name),
    fieldRow(t.number, certificate.requestNumber || t.none),
    fieldRow(t.site, [bound.site.name, bound.site.room].filter(Boolean).join(', ') || t.none),
    fieldRow(t.hostRoom, bound.hostRoom || t.none),
    fieldRow(t.class, words.classNames[bound.lineClass][language]),
    fieldRow(t.measured, `${at(evidence.startedAt)} – ${at(evidence.endedAt)}`),
    fieldRow(
      t.rubric,
      `${rubric.document.name[language]} (${rubric.key} v${rubric.version}, SHA-256 ${rubric.sha256.slice(0, 16)})`,
    ),
    fieldRow(t.machine, machine.toLowerCase()),
    fieldRow(t.decided, decision.by.position),
    fieldRow(t.issued, at(certificate.issuedAt)),
    fieldRow(t.until, at(validUntil)),
    fieldRow(t.state, [{ text: words.stateWords[state][language], bold: true }]),
  ];
}

const head = (...cells: readonly [string, number?][]): Row => ({
  cells: cells.map(([text, share]) => ({ words: text, bold: true, ...(share !== undefined && { share }) })),
});

function gateGrid({ content, language }: Paper): Block {
  const t = say[language];
  const rows = content.judgement.gates.map(({ gate, applies, passed, seen, trust }, index): Row => {
    const result = applies ? (passed === true ? t.open : t.shut) : t.asks;
    return {
      cells: [
        { words: `G${index + 1} ${words.gateNames[gate][language]}`, share: 0.28 },
        { words: applies ? seen[language] : t.none },
        { words: result, share: 0.14, bold: applies && passed !== true },
        { words: applies ? words.trustNames[trust][language] : t.none, share: 0.16 },
      ],
    };
  });
  const titles = head([t.gate, 0.28], [t.seen], [t.result, 0.14], [t.vouches, 0.16]);
  return { kind: 'grid', head: [headingRow(t.gates), titles], rows, small: true };
}

function measurementGrid({ content, language }: Paper): Block {
  const t = say[language];
  const metrics = new Map(content.rubric.document.metrics.map((metric) => [metric.metric, metric]));
  const rows = content.judgement.rows.flatMap(({ metric, code, scope, columns, standIn }) =>
    columns.map((column): Row => {
      const rule = metrics.get(metric);
      const own = rule?.columns.find(({ statistic }) => statistic === column.statistic);
      const name = [rule?.name[language] ?? metric, own?.name[language] ?? column.statistic].join(', ');
      const grade = words.gradeNames[column.grade][language];
      const instead =
        column.grade === 'not-measured' && standIn ? ` (M19: ${words.gradeNames[standIn][language]})` : '';
      return {
        cells: [
          { words: code, share: 0.06 },
          { words: name },
          { words: words.placeName(scope, language), share: 0.14 },
          { words: valueText(column, own?.unit ?? '', language), share: 0.11, align: 'right' },
          { words: rangeText(column.interval, language), share: 0.12, align: 'right' },
          { words: limitText(column.limits, own, language), share: 0.11, align: 'right' },
          { words: grade + instead, share: 0.1, bold: column.grade !== 'pass' },
          { words: column.trust ? words.trustNames[column.trust][language] : t.none, share: 0.14 },
        ],
      };
    }),
  );
  const titles = head(
    ['', 0.06],
    [t.metric],
    [t.where, 0.14],
    [t.value, 0.11],
    [t.interval, 0.12],
    [t.limit, 0.11],
    [t.grade, 0.1],
    [t.vouches, 0.14],
  );
  return { kind: 'grid', head: [headingRow(t.measurements), titles], rows, small: true };
}

type Column = CertificateContent['judgement']['rows'][number]['columns'][number];
type Rule = CertificateContent['rubric']['document']['metrics'][number]['columns'][number];

/** What passes: of a range its ends, of a category its words. */
function limitText(limits: Column['limits'], rule: Rule | undefined, language: Language): string {
  if (rule?.kind === 'category')
    return rule.pass.map((word) => words.categoryNames[word]?.[language] ?? word).join(', ');
  const { min, max } = limits?.pass ?? {};
  if (min !== undefined && max !== undefined) return `${numberText(min, language)} … ${numberText(max, language)}`;
  if (max !== undefined) return `${language === 'id' ? 'maks.' : 'max.'} ${numberText(max, language)}`;
  return min === undefined ? '–' : `min. ${numberText(min, language)}`;
}

function charts({ content, language }: Paper): Block[] {
  const t = say[language];
  const drawn = [
    { metric: 'audio-delay', title: t.delay, statistic: 'median' },
    { metric: 'packet-loss', title: t.loss, statistic: 'mean' },
    { metric: 'speech-rating', title: t.rating, statistic: 'mean' },
  ] as const;
  return drawn.map(({ metric, title, statistic }): Block => {
    const series = content.series.filter((each) => each.metric === metric);
    const lines = series.map(({ direction, values }) => ({ name: words.placeName({ direction }, language), values }));
    const limits = limitsOf(content, metric, statistic).map((value) => ({
      name: `${t.limit} ${numberText(value, language)}`,
      value,
    }));
    const step = (series[0]?.stepSeconds ?? 1) / 60;
    const chart = { language, title, unit: '', timeUnit: t.minutes, step, lines, limits, nothing: t.nothing };
    return { kind: 'chart', chart };
  });
}

function limitsOf({ judgement }: CertificateContent, metric: MetricKey, statistic: string): number[] {
  const columns = judgement.rows.filter((row) => row.metric === metric).flatMap((row) => row.columns);
  const { min, max } = columns.find((column) => column.statistic === statistic)?.limits?.pass ?? {};
  return [min, max].filter((value) => value !== undefined);
}

function noteRows({ content, language }: Paper): Row[] {
  const t = say[language];
  const { decision } = content;
  const overrule = decision.overrule && `${decision.overrule.by.position}: ${decision.overrule.reason}`;
  return [
    fieldRow(t.condition, decision.conditions ?? t.none),
    ...(overrule ? [fieldRow(t.overrule, [{ text: overrule, bold: true }])] : []),
    fieldRow(t.note, decision.note || t.none),
  ];
}

function peopleRows({ content, language }: Paper): Row[] {
  return content.people.map(({ part, position }) =>
    fieldRow(words.partNames[part]?.[language] ?? part, position || '–'),
  );
}

function boundRows({ content, language }: Paper): Row[] {
  const t = say[language];
  const { devices, addresses, accessLine, bridge, browsers, mediaVersion } = content.bound;
  const named = devices.map(({ side, label }) => `${label} (${words.sideName(side, language)})`);
  const down = language === 'id' ? 'unduh' : 'down';
  const up = language === 'id' ? 'unggah' : 'up';
  const line = accessLine && `${down} ${accessLine.downKbps} kbit/s, ${up} ${accessLine.upKbps} kbit/s`;
  return [
    fieldRow(t.devices, named.join('\n') || t.none),
    fieldRow(t.addresses, addresses.join(', ') || t.none),
    fieldRow(t.line, line ?? t.none),
    fieldRow(t.bridge, bridge ?? t.none),
    fieldRow(
      t.browsers,
      browsers.map(({ side, name }) => `${name} (${words.sideName(side, language)})`).join(', ') || t.none,
    ),
    fieldRow(t.media, mediaVersion),
  ];
}

const limitsRow = (language: Language): Row => ({
  cells: [{ words: words.undetected.map((each) => `• ${each[language]}`).join('\n') }],
});
