/** Charts of a course over time, as vectors: axes, limits, one line for each direction, gaps where nothing was measured. */
import type { Chart } from './layout.ts';
import { need, type Sheet } from './pdf-sheet.ts';
import { breakLines, type Doc, drawLines, lineHeight } from './pdf-text.ts';

const titleSize = 8;
const labelSize = 6.5;
/** Of the drawing itself. Higher shows more, lower keeps a page's charts together. */
const plotHeight = 78;
const axisWidth = 34;
/** Lines in turn: full, dashed, dotted. */
const dashes: readonly (readonly number[] | null)[] = [null, [4, 2], [1, 2]];
const lineWidths = [1.1, 0.9, 0.9] as const;

interface Plot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly low: number;
  readonly high: number;
  readonly steps: number;
}

export function drawChart(sheet: Sheet, chart: Chart): void {
  const { doc, left, width } = sheet;
  need(sheet, lineHeight(titleSize) + plotHeight + lineHeight(labelSize) * 2 + 10);
  const title = breakLines(doc, chart.title, { size: titleSize, bold: true }, width);
  sheet.y += drawLines(doc, title, { x: left, y: sheet.y, width }, titleSize) + 3;
  const known = chart.lines.flatMap(({ values }) => values.filter((value) => value !== null));
  if (known.length === 0) {
    const lines = breakLines(doc, chart.nothing, { size: labelSize, italic: true }, width);
    sheet.y += drawLines(doc, lines, { x: left, y: sheet.y, width }, labelSize) + 6;
    return;
  }
  const [low, high] = bounds([...known, ...chart.limits.flatMap(beside)]);
  const steps = Math.max(...chart.lines.map(({ values }) => values.length), 2);
  const plot: Plot = { x: left + axisWidth, y: sheet.y, width: width - axisWidth, low, high, steps };
  drawAxes(doc, chart, plot);
  for (const { name, value } of chart.limits) drawLimit(doc, plot, name, value);
  for (const [index, { values }] of chart.lines.entries()) drawCourse(doc, plot, values, index);
  sheet.y += plotHeight + lineHeight(labelSize) + 4;
  drawLegend(sheet, chart);
  sheet.y += lineHeight(labelSize) + 6;
}

/** A limit is drawn inside the frame, not on it. */
const beside = ({ value }: { readonly value: number }) => [value * 0.999, value * 1.001];

/** Round numbers around what is shown; zero is in it where the values are near it. */
function bounds(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const from = least >= 0 && least < most * 0.6 ? 0 : least;
  const step = niceStep((most - from || Math.abs(most) || 1) / 4);
  const high = Math.ceil(most / step) * step;
  const low = Math.floor(from / step) * step;
  return [low, high > low ? high : low + step * 4];
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10;
  return times * power;
}

const across = ({ x, width, steps }: Plot, step: number) => x + (step / (steps - 1)) * width;
const upwards = ({ y, low, high }: Plot, value: number) => y + plotHeight * (1 - (value - low) / (high - low));

const locales = { id: 'id-ID', en: 'en-GB' } as const;
const shown = (value: number, { language }: Chart) =>
  value.toLocaleString(locales[language], { maximumFractionDigits: 2 });

function drawAxes(doc: Doc, chart: Chart, plot: Plot): void {
  const { x, y, width, low, high, steps } = plot;
  const step = niceStep((high - low) / 4);
  doc.save().lineWidth(0.4).strokeColor('#c8c8c8').fillColor('black');
  for (let value = low; value <= high + step / 2; value += step) {
    const at = upwards(plot, Math.min(value, high));
    doc
      .moveTo(x, at)
      .lineTo(x + width, at)
      .stroke();
    const text = breakLines(doc, shown(Math.round(value / step) * step, chart), { size: labelSize }, axisWidth);
    const place = {
      x: x - axisWidth,
      y: at - lineHeight(labelSize) / 2,
      width: axisWidth - 4,
      align: 'right' as const,
    };
    drawLines(doc, text, place, labelSize);
  }
  const span = (steps - 1) * chart.step;
  const ticks = niceStep(span / 6);
  for (let time = 0; time <= span + 1e-9; time += ticks) {
    const at = x + (time / span) * width;
    doc
      .moveTo(at, y + plotHeight)
      .lineTo(at, y + plotHeight + 3)
      .stroke();
    const label = time + ticks > span ? `${shown(time, chart)} ${chart.timeUnit}` : shown(time, chart);
    const text = breakLines(doc, label, { size: labelSize }, 60);
    const isLast = at + 30 > x + width;
    const place = { x: isLast ? x + width - 60 : at - 30, y: y + plotHeight + 3, width: 60 };
    drawLines(doc, text, { ...place, align: isLast ? 'right' : 'center' }, labelSize);
  }
  doc.strokeColor('black').lineWidth(0.7).rect(x, y, width, plotHeight).stroke().restore();
}

function drawLimit(doc: Doc, plot: Plot, name: string, value: number): void {
  const at = upwards(plot, value);
  doc.save().lineWidth(0.7).strokeColor('#666666').dash(7, { space: 3 });
  doc
    .moveTo(plot.x, at)
    .lineTo(plot.x + plot.width, at)
    .stroke()
    .undash()
    .restore();
  const text = breakLines(doc, name, { size: labelSize, italic: true }, plot.width);
  // Below its line where there is no room above.
  const isHigh = at - lineHeight(labelSize) < plot.y;
  const y = isHigh ? at + 1 : at - lineHeight(labelSize);
  drawLines(doc, text, { x: plot.x, y, width: plot.width - 4, align: 'right' }, labelSize);
}

function stroked(doc: Doc, index: number): void {
  const dash = dashes[index % dashes.length];
  doc.lineWidth(lineWidths[index % lineWidths.length] ?? 1).strokeColor('black');
  if (dash) doc.dash(dash[0] ?? 1, { space: dash[1] ?? 1 });
}

function drawCourse(doc: Doc, plot: Plot, values: readonly (number | null)[], index: number): void {
  doc.save();
  stroked(doc, index);
  let isDrawing = false;
  for (const [step, value] of values.entries()) {
    if (value === null) {
      isDrawing = false;
      continue;
    }
    const [x, y] = [across(plot, step), upwards(plot, value)];
    if (isDrawing) doc.lineTo(x, y);
    // A point between two gaps is a short line.
    else if (values[step + 1] == null) doc.moveTo(x - 0.5, y).lineTo(x + 0.5, y);
    else doc.moveTo(x, y);
    isDrawing = true;
  }
  doc.stroke().undash().restore();
}

function drawLegend({ doc, left, y }: Sheet, chart: Chart): void {
  let x = left + axisWidth;
  for (const [index, { name }] of chart.lines.entries()) {
    doc.save();
    stroked(doc, index);
    const middle = y + lineHeight(labelSize) / 2;
    doc
      .moveTo(x, middle)
      .lineTo(x + 22, middle)
      .stroke()
      .undash()
      .restore();
    const [line] = breakLines(doc, name, { size: labelSize }, 200);
    if (!line) continue;
    drawLines(doc, [line], { x: x + 26, y, width: 200 }, labelSize);
    x += 26 + line.width + 18;
  }
}
