/** Reads a YAML text that an admin wrote: syntax, shape and rules, each fault with the line and column to look at. */
import type { Bilingual } from '@sambung/contract/text';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { type Fault, faultsOfShape, syntaxMessage, tooDeep } from './fault.ts';

/** Aliases a text may resolve to: a few shared blocks. More lets a small text unfold into a large document. */
const maxAliases = 60;
/** Of the document as JSON. The largest procedure that comes with the product has 40 kB; more only makes every reading of it slower. */
const maxDocumentBytes = 500_000;
/** Faults an admin is shown at once. */
const maxFaults = 100;
/** Names that mean something to JavaScript objects; no document needs them. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

export interface CheckedText<T> {
  /** Null when anything is wrong. */
  readonly document: T | null;
  /** In the order of the text. */
  readonly errors: { line: number; column: number; path: string; message: Bilingual }[];
}

/** What is wrong with a text, or the document it means; `rules` say what the shape cannot. Never throws on any text. */
export function checkText<T>(
  source: string,
  schema: z.ZodType<T>,
  rules: (document: T) => readonly Fault[],
): CheckedText<T> {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (line: number, column: number, message: Bilingual): CheckedText<T> => ({
    document: null,
    errors: [{ line, column, path: '', message }],
  });

  let yaml: Document.Parsed;
  try {
    yaml = parseDocument(source, { lineCounter: lines, prettyErrors: false, merge: false, uniqueKeys: false });
  } catch {
    return refuse(1, 1, tooDeep);
  }
  const problems = [...yaml.errors, ...yaml.warnings];
  if (problems.length > 0)
    return {
      document: null,
      errors: problems.slice(0, maxFaults).map(({ code, pos, message }) => ({
        ...at(pos[0]),
        path: '',
        message: syntaxMessage(code, message),
      })),
    };
  const badKeys = findBadKeys(yaml);
  if (badKeys.length > 0)
    return {
      document: null,
      errors: badKeys.slice(0, maxFaults).map(({ offset, message }) => ({ ...at(offset), path: '', message })),
    };

  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: maxAliases });
  } catch {
    return refuse(1, 1, { id: 'Terlalu banyak acuan (alias).', en: 'There are too many aliases.' });
  }
  if (Buffer.byteLength(JSON.stringify(value ?? null)) > maxDocumentBytes)
    return refuse(1, 1, { id: 'Dokumen terlalu besar.', en: 'The document is too large.' });

  const parsed = schema.safeParse(value);
  const faults = parsed.success ? rules(parsed.data) : faultsOfShape(parsed.error.issues, value);
  if (parsed.success && faults.length === 0) return { document: parsed.data, errors: [] };
  const errors = faults.slice(0, maxFaults).map(({ path, onKey, message }) => ({
    ...at(offsetOf(yaml, path, onKey ?? false)),
    path: path.join('.'),
    message,
  }));
  errors.sort((a, b) => a.line - b.line || a.column - b.column);
  return { document: null, errors };
}

/** Where a path stands in the text: its value, or its name when `onKey`; the nearest thing around it when it is missing. */
function offsetOf(yaml: Document.Parsed, path: Fault['path'], onKey: boolean): number {
  let node: unknown = yaml.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isAlias(node)) node = node.resolve(yaml);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (!pair) return offset;
      node = pair.value;
      // A map or list is told by its name: its first entry stands on another line.
      offset = (onKey && isLast) || !isScalar(node) ? (startOf(pair.key) ?? offset) : (startOf(node) ?? offset);
    } else if (isSeq(node)) {
      const item = node.items[Number(part)];
      if (item === undefined) return offset;
      node = item;
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** Names that stand twice in one group or may not be used at all. (The library's own search for twins takes the square of their number.) */
function findBadKeys(yaml: Document.Parsed): { offset: number; message: Bilingual }[] {
  const found: { offset: number; message: Bilingual }[] = [];
  visit(yaml, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : '';
        const offset = startOf(key) ?? 0;
        if (!isScalar(key)) found.push({ offset, message: { id: 'Nama harus teks.', en: 'A name must be a text.' } });
        else if (seen.has(name)) found.push({ offset, message: syntaxMessage('DUPLICATE_KEY', '') });
        else if (forbiddenKeys.has(name))
          found.push({
            offset,
            message: { id: `Nama “${name}” tidak boleh dipakai.`, en: `The name “${name}” cannot be used.` },
          });
        seen.add(name);
      }
    },
  });
  return found;
}
