/**
 * `npm run weaklines [-- --json] [--codec vp8|h264] [--scalability L1T3] [--rounds N] [--record FOLDER] [CASE…]`: weak lines in a real Chromium, on our worker and, where `STOCK_WORKER` names one, on
 * the stock worker beside it. Prints figures and what they should be; ends with `N passed, N failed` (our worker's alone).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type WeakLine, weakLines } from './cases.ts';
import type { Figures } from './figures.ts';
import { framesPerSecond } from './picture.ts';
import { type RunResult, runWeakLine } from './run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    worker: { type: 'string' },
    codec: { type: 'string', default: 'vp8' },
    scalability: { type: 'string', default: 'L1T1' },
    rounds: { type: 'string', default: '1' },
    record: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});

/** Of the camera's pictures; with fewer made, gaps at the subscriber say nothing of the line. */
const leastSourceShare = 0.95;

interface Row {
  worker: string;
  round: number;
  figures: Figures;
  layerBitratesBps: number[];
  processorShare: number;
  missed: string[];
}

const unknown = positionals.filter((name) => !weakLines.some((line) => line.name === name));
if (unknown.length > 0 || !values.worker) {
  const names = weakLines.map(({ name }) => name).join(', ');
  console.error(unknown.length > 0 ? `There is no case ${unknown.join(', ')}: ${names}.` : '--worker is missing.');
  process.exit(2);
}
const chosen = weakLines.filter(({ name, isLong }) =>
  positionals.length > 0 ? positionals.includes(name) : !(values.short && isLong),
);
const workers = [
  ['ours', values.worker],
  ...(process.env.STOCK_WORKER ? [['stock', process.env.STOCK_WORKER] as const] : []),
] as const;
const say = values.json ? console.error : console.log;
const cases: { case: string; rows: Row[] }[] = [];
let failed = 0;
let passed = 0;
for (const line of chosen) {
  say(`\n${line.name}: ${line.title}`);
  const rows: Row[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const [worker, path] of workers) {
      const result = await runWeakLine(line, path, values);
      if (values.record) record(values.record, `${line.name}-${worker}-${round}`, result);
      const { figures, layerBitratesBps, processorShare } = result;
      const missed = missedBy(line, figures);
      rows.push({ worker, round, figures, layerBitratesBps, processorShare, missed });
      say(textOf(worker, result, missed));
      if (worker !== 'ours') continue;
      failed += missed.length;
      passed += Object.keys(line.expectations).length - missed.length;
    }
  }
  cases.push({ case: line.name, rows });
}
if (values.json) console.log(JSON.stringify({ weaklines: cases, passed, failed }));
else say(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function missedBy(line: WeakLine, figures: Figures): string[] {
  return Object.entries(line.expectations).flatMap(([what, holds]) => (holds(figures) ? [] : [what]));
}

/** Writes everything that was seen, for drawing. */
function record(folder: string, name: string, { recorded, figures }: RunResult): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ figures, ...recorded }));
}

function textOf(worker: string, { figures, layerBitratesBps, processorShare }: RunResult, missed: string[]): string {
  const kbps = (bps: number | null | undefined) => (bps === null || bps === undefined ? '–' : (bps / 1_000).toFixed(0));
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const seconds = (ms: number | null) => (ms === null ? '–' : `${(ms / 1_000).toFixed(2)} s`);
  const { estimateBps, estimateShare, queueMs } = figures;
  const lines = [
    `estimate ${kbps(figures.estimateAt10sBps)} kbit/s at 10 s; before ${kbps(figures.estimateBeforeBps?.p50)}; judged: median ${kbps(estimateBps?.p50)}, max ${kbps(estimateBps?.max)}${
      estimateShare ? ` (${percent(estimateShare.p50)} of the cap, max ${percent(estimateShare.max)})` : ''
    }`,
    `layers ${figures.layerShares.map(percent).join(' / ')}, ${figures.layerChanges} changes (temporal ${figures.temporalLayerChanges}); ${figures.framesPerSecond.toFixed(1)} pictures/s of ${figures.sourceFramesPerSecond.toFixed(1)} made; sent as ${layerBitratesBps.map(kbps).join(' / ')} kbit/s`,
    `freezes ${figures.freezes} (longest ${seconds(figures.longestGapMs)}, ${percent(figures.freezeRatio)} of the time)`,
    `relay ${kbps(figures.sentBps)} kbit/s out, queue p50 ${queueMs.p50.toFixed(0)} p95 ${queueMs.p95.toFixed(0)} max ${queueMs.max.toFixed(0)} ms, ${figures.queueDrops} dropped by it`,
    ...(figures.pictureBackMs === null
      ? []
      : [`after the relief: picture ${seconds(figures.pictureBackMs)}, top layer ${seconds(figures.topLayerMs)}`]),
    `worker ${percent(processorShare)} of one processor`,
    ...(figures.sourceFramesPerSecond < leastSourceShare * framesPerSecond
      ? ['THE MACHINE WAS TOO BUSY: the publisher could not make its pictures, so the freezes are not the line’s']
      : []),
    ...missed.map((what) => `MISSED: ${what}`),
  ];
  return lines.map((line, index) => `  ${index === 0 ? worker.padEnd(6) : '      '}${line}`).join('\n');
}
