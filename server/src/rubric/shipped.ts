/** The rubrics that come with the product: `prisma/rubrics/default.yaml`, and what the others change in it. */
import { readFileSync } from 'node:fs';
import { type RubricDocument, rubricDocumentSchema } from '@sambung/contract/rubric';
import { isScalar, parse, parseDocument } from 'yaml';
import { checkText } from '../source/index.ts';
import { checkRubric } from './check-rubric.ts';

/** Keys of the shipped rubrics, as `policies.rubric` of procedures names them. */
export const shippedRubricKeys = ['default', 'unsri', 'preparation', 'unej', 'readiness'] as const;
export type ShippedRubricKey = (typeof shippedRubricKeys)[number];

export interface ShippedRubric {
  readonly key: ShippedRubricKey;
  readonly source: string;
  readonly document: RubricDocument;
}

/** The rubric of simulated runs in demo and test installations. Its certificates are never valid, so the guard rails do not hold for it. */
export const simulationRubricKey = 'simulation';

type RubricFile = ShippedRubricKey | typeof simulationRubricKey;
const read = new Map<ShippedRubricKey, ShippedRubric>();
const textOf = (key: RubricFile) =>
  readFileSync(new URL(`../../../prisma/rubrics/${key}.yaml`, import.meta.url), 'utf8');

/** A shipped rubric as one whole text. Throws where its file is wrong: that is a fault of the product. */
export function shippedRubric(key: ShippedRubricKey): ShippedRubric {
  const known = read.get(key);
  if (known) return known;
  const source = key === 'default' ? textOf(key) : merged(textOf('default'), textOf(key));
  const { document, errors } = checkText(source, rubricDocumentSchema, checkRubric);
  if (!document) throw new Error(`rubrics/${key}.yaml: line ${errors[0]?.line}: ${errors[0]?.message.en}`);
  const rubric = { key, source, document };
  read.set(key, rubric);
  return rubric;
}

/** What simulated runs are judged by where nobody waits twenty minutes. */
export function simulationRubric(): RubricDocument {
  simulation ??= rubricDocumentSchema.parse(parse(merged(textOf('default'), textOf(simulationRubricKey))));
  return simulation;
}
let simulation: RubricDocument | undefined;

/** The base with the variant's values in their places, its comment in front; all other text is the base's own. */
function merged(base: string, variant: string): string {
  const document = parseDocument(base);
  const edits: { start: number; end: number; text: string }[] = [];
  const put = (value: unknown, path: readonly string[]) => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) put(member, [...path, key]);
      return;
    }
    const node = document.getIn(path, true);
    if (!isScalar(node) || !node.range) throw new Error(`rubrics/default.yaml: nothing stands at ${path.join('.')}`);
    edits.push({ start: node.range[0], end: node.range[1], text: JSON.stringify(value) });
  };
  put(parse(variant), []);
  const text = edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((whole, { start, end, text }) => whole.slice(0, start) + text + whole.slice(end), base);
  const comment = variant.split('\n').filter((line) => line.startsWith('#'));
  return [...comment, text].join('\n');
}
