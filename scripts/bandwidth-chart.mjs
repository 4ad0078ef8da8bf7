/**
 * Draws a trace of bandwidth decisions as SVG: `node scripts/bandwidth-chart.mjs TRACE.jsonl [--title TEXT] [--from SECOND] [--to SECOND] > picture.svg`.
 *
 * A trace is what the worker writes into `MEDIA_BANDWIDTH_TRACE_DIR`, or the simulator into `BANDWIDTH_TRACE_DIR`: one JSON object a line, each with
 * `atMs` and either an estimate (`estimateBps`, `capacityBps`, `sentBps`, `queueMs`, `loss`, `probe` …), a change of layers (`consumer`,
 * `spatialLayer`), the line's true rate (`lineBps`), or a freeze of the picture (`freezeMs`).
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const WIDTH = 960;
const LEFT = 64;
const RIGHT = 16;
const PANELS = { rate: [34, 230], queue: [292, 90], layer: [410, 60] };
const HEIGHT = 512;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { title: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
});
const [path] = positionals;
if (!path) {
  console.error('Which trace? node scripts/bandwidth-chart.mjs TRACE.jsonl > picture.svg');
  process.exit(2);
}
const all = readFileSync(path, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const startMs = Math.min(...all.map(({ atMs }) => atMs));
const fromS = Number(values.from ?? 0);
const toS = Number(values.to ?? (Math.max(...all.map(({ atMs }) => atMs)) - startMs) / 1000);
const records = all
  .map((record) => ({ ...record, s: (record.atMs - startMs) / 1000 }))
  .filter(({ s }) => s >= fromS && s <= toS);
const estimates = records.filter((record) => record.estimateBps !== undefined);
const lineRates = records.filter((record) => record.lineBps !== undefined);
const highestBps = 1.1 * Math.max(1, ...[...estimates.map((e) => e.estimateBps), ...lineRates.map((l) => l.lineBps)]);
const highestMs = 1.1 * Math.max(50, ...estimates.map((e) => e.queueMs));
const layers = [...new Set(records.filter((r) => r.spatialLayer !== undefined).map((r) => r.consumer))];

const x = (s) => LEFT + ((s - fromS) / Math.max(toS - fromS, 0.001)) * (WIDTH - LEFT - RIGHT);
const y = ([top, height], value, highest) => top + height - (Math.min(value, highest) / highest) * height;
const text = (at, value, attributes = '') =>
  `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${attributes}>${String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

function path_(points, colour, width = 1.5, dash = '') {
  if (points.length === 0) return '';
  const d = points.map(([px, py], index) => `${index ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`).join('');
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ''}/>`;
}

/** Points of a value that holds until the next one. */
function steps(rows, panel, of, highest) {
  const points = [];
  for (const row of rows) {
    const value = of(row);
    if (value === null || value === undefined) continue;
    const py = y(panel, value, highest);
    const before = points.at(-1);
    if (before) points.push([x(row.s), before[1]]);
    points.push([x(row.s), py]);
  }
  const last = points.at(-1);
  if (last) points.push([x(toS), last[1]]);
  return points;
}

function frame([top, height], label, highest, unit, digits = 0) {
  const marks = [0, 0.5, 1].map((part) => {
    const py = top + height * (1 - part);
    return (
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${py}" y2="${py}" stroke="#ddd"/>` +
      text([LEFT - 6, py + 4], (highest * part).toFixed(digits), 'text-anchor="end"')
    );
  });
  return `${marks.join('')}${text([LEFT, top - 6], `${label}, ${unit}`, 'font-weight="600"')}`;
}

const parts = [];
parts.push(frame(PANELS.rate, 'Rate', highestBps / 1e6, 'Mbit/s', 2));
const thinned = estimates.filter((_, index) => index % Math.ceil(estimates.length / 2_000) === 0);
parts.push(
  path_(
    thinned.filter((e) => e.sentBps !== null).map((e) => [x(e.s), y(PANELS.rate, e.sentBps, highestBps)]),
    '#9aa5b1',
    1,
  ),
);
parts.push(
  path_(
    steps(lineRates, PANELS.rate, (l) => l.lineBps, highestBps),
    '#111',
    1.5,
    '6 4',
  ),
);
parts.push(
  path_(
    steps(estimates, PANELS.rate, (e) => e.estimateBps, highestBps),
    '#0b6bcb',
    2.5,
  ),
);
for (const { s, probe } of estimates) {
  if (!probe || probe.carriedBps === undefined) continue;
  const py = y(PANELS.rate, probe.carriedBps, highestBps);
  parts.push(
    `<circle cx="${x(s).toFixed(1)}" cy="${py.toFixed(1)}" r="3" fill="${probe.saturated ? '#c2410c' : '#15803d'}"/>`,
  );
}
const legend = [
  ['#0b6bcb', 'estimate'],
  ['#9aa5b1', 'sent'],
  ['#c2410c', 'probe that filled the line'],
  ['#15803d', 'probe that the line carried'],
  ...(lineRates.length ? [['#111', 'the line itself']] : []),
];
let legendX = LEFT + 190;
for (const [colour, label] of legend) {
  parts.push(`<rect x="${legendX}" y="${PANELS.rate[0] - 14}" width="10" height="4" fill="${colour}"/>`);
  parts.push(text([legendX + 14, PANELS.rate[0] - 8], label));
  legendX += 30 + label.length * 6.2;
}
parts.push(frame(PANELS.queue, 'Standing queue', highestMs, 'ms'));
parts.push(
  path_(
    thinned.map((e) => [x(e.s), y(PANELS.queue, e.queueMs, highestMs)]),
    '#7c3aed',
    1.2,
  ),
);
parts.push(frame(PANELS.layer, 'Spatial layer (0 the smallest, below it nothing)', 3, 'by consumer'));
const colours = ['#0b6bcb', '#15803d', '#c2410c', '#7c3aed', '#0e7490', '#a16207'];
for (const [index, consumer] of layers.entries()) {
  const changes = records.filter((r) => r.consumer === consumer && r.spatialLayer !== undefined);
  const of = (change) => (change.spatialLayer === null ? 0 : change.spatialLayer + 1 - index * 0.06);
  parts.push(path_(steps(changes, PANELS.layer, of, 3), colours[index % colours.length], 2));
}
for (const { s, freezeMs } of records.filter((r) => r.freezeMs !== undefined)) {
  const width = Math.max(x(s + freezeMs / 1000) - x(s), 2);
  parts.push(
    `<rect x="${x(s).toFixed(1)}" y="${PANELS.layer[0]}" width="${width.toFixed(1)}" height="${PANELS.layer[1]}" fill="#dc2626" opacity="0.35"/>`,
  );
}
const step = [1, 2, 5, 10, 20, 30, 60, 120, 300].find((candidate) => (toS - fromS) / candidate <= 12) ?? 600;
for (let s = Math.ceil(fromS / step) * step; s <= toS; s += step) {
  parts.push(text([x(s), PANELS.layer[0] + PANELS.layer[1] + 16], `${s} s`, 'text-anchor="middle"'));
}
const title = values.title ?? path.split('/').at(-1);
console.log(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11" fill="#333" role="img">` +
    `<title>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>` +
    `${parts.join('\n')}${text([LEFT, HEIGHT - 12], title, 'font-size="12"')}</svg>`,
);
