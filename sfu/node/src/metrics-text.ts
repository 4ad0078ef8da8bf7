/** Prometheus' text format (version 0.0.4): families written, and the workers' own texts read and merged, each sample with its worker's label. Pure. */

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';
export type Labels = Readonly<Record<string, string | number>>;

/** One metric: all its samples stand together in the text, as the format asks. */
export interface MetricFamily {
  name: string;
  type: MetricType;
  help: string;
  /** Whole lines without a timestamp: name, labels, value. */
  lines: string[];
}

/** A family with samples of one value each. */
export function family(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  samples: readonly (readonly [Labels, number])[],
): MetricFamily {
  return { name, type, help, lines: samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`) };
}

/** The whole answer to a scrape. */
export function metricsText(families: readonly MetricFamily[]): string {
  return families
    .map(({ name, type, help, lines }) =>
      [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n'),
    )
    .join('');
}

const helpLine = /^# HELP ([a-zA-Z_:][\w:]*) (.*)$/;
const typeLine = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/;
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{([^{}]*)\})? ([+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|Inf)|NaN)$/i;
/** What a histogram's or summary's samples are called beyond the family's own name. */
const suffix = /_(bucket|sum|count)$/;

/**
 * Families of several sources as one list: a family that several have is one, and each sample carries its source's labels. Lines that are not of the format
 * are left out.
 */
export function mergeTexts(sources: readonly { text: string; labels: Labels }[]): MetricFamily[] {
  const families = new Map<string, MetricFamily>();
  const named = (name: string) => {
    let found = families.get(name);
    if (!found) {
      found = { name, type: 'untyped', help: name, lines: [] };
      families.set(name, found);
    }
    return found;
  };
  for (const { text, labels } of sources) {
    const own = labelPairs(labels);
    for (const line of text.split('\n')) {
      const help = helpLine.exec(line);
      if (help) {
        named(help[1] ?? '').help = unescapeHelp(help[2] ?? '');
        continue;
      }
      const type = typeLine.exec(line);
      if (type) {
        named(type[1] ?? '').type = type[2] as MetricType;
        continue;
      }
      const [, name = '', pairs = '', value] = sampleLine.exec(line) ?? [];
      if (value === undefined) continue;
      const base = name.replace(suffix, '');
      const all = [own, pairs.replace(/,$/, '')].filter((each) => each !== '').join(',');
      named(families.has(base) ? base : name).lines.push(`${name}${all === '' ? '' : `{${all}}`} ${value}`);
    }
  }
  return [...families.values()].filter(({ lines }) => lines.length > 0);
}

function labelText(labels: Labels): string {
  const pairs = labelPairs(labels);
  return pairs === '' ? '' : `{${pairs}}`;
}

function labelPairs(labels: Labels): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    .join(',');
}

const escapeHelp = (help: string) => help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const unescapeHelp = (help: string) =>
  help.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
