/** Tests of the metrics' text: written as Prometheus reads it, workers' texts merged without losing which worker said what. */
import { describe, expect, it } from 'vitest';
import { family, mergeTexts, metricsText } from './metrics-text.ts';

const texts = (...all: string[]) => all.map((text, index) => ({ text, labels: { worker: String(index) } }));

describe('a family', () => {
  it('stands together under its help and type', () => {
    const rooms = family('sambung_rooms', 'gauge', 'Open\nrooms.', [
      [{}, 3],
      [{ kind: 'a"b\\c' }, 1.5],
    ]);
    expect(metricsText([rooms])).toBe(
      '# HELP sambung_rooms Open\\nrooms.\n# TYPE sambung_rooms gauge\nsambung_rooms 3\nsambung_rooms{kind="a\\"b\\\\c"} 1.5\n',
    );
  });
});

describe('texts of several workers', () => {
  it('become one family each, with the worker named in every sample', () => {
    const of = (value: number) =>
      `# HELP w_packets_total Packets.\n# TYPE w_packets_total counter\nw_packets_total{direction="in"} ${value}\n`;
    expect(metricsText(mergeTexts(texts(of(1), of(2))))).toBe(
      '# HELP w_packets_total Packets.\n# TYPE w_packets_total counter\n' +
        'w_packets_total{worker="0",direction="in"} 1\nw_packets_total{worker="1",direction="in"} 2\n',
    );
  });

  it('keep a histogram in one piece', () => {
    const histogram =
      '# TYPE turn histogram\nturn_bucket{le="0.1"} 2\nturn_bucket{le="+Inf"} 3\nturn_sum 0.4\nturn_count 3\n';
    const [turn, ...rest] = mergeTexts(texts(histogram));
    expect([turn?.type, rest]).toEqual(['histogram', []]);
    expect(turn?.lines).toEqual([
      'turn_bucket{worker="0",le="0.1"} 2',
      'turn_bucket{worker="0",le="+Inf"} 3',
      'turn_sum{worker="0"} 0.4',
      'turn_count{worker="0"} 3',
    ]);
  });

  it('lose what is not of the format, and only that', () => {
    const [only, ...rest] = mergeTexts(
      texts('garbage\n# whatever\nfine 1\nbroken{ 2\nno_value\nhex 0x1\nlarge 1.5e+300\n'),
    );
    expect([only?.lines, rest.map(({ lines }) => lines)]).toEqual([
      ['fine{worker="0"} 1'],
      [['large{worker="0"} 1.5e+300']],
    ]);
  });

  it.each(['NaN', '+Inf', '-1', '0.25'])('may count %s', (value) => {
    expect(mergeTexts(texts(`x ${value}\n`))[0]?.lines).toEqual([`x{worker="0"} ${value}`]);
  });
});
