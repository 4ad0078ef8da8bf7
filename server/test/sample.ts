/** A value that a JSON Schema lets through, as plain as it can be: what the authorisation matrix sends where a route wants a body. */
import { z } from 'zod';

type Json = { [key: string]: unknown };

const byFormat: Record<string, string> = {
  uuid: '01970000-0000-7000-8000-00000000000f',
  email: 'contoh@contoh.example',
  'date-time': '2026-12-01T02:00:00.000Z',
  date: '2026-12-01',
  time: '08:00:00',
  uri: 'https://contoh.example/',
  ipv4: '8.8.8.8',
};
/** Tried where a pattern is asked for. */
const byPattern = [
  '+62 812 3456 7890',
  '2026-12-01',
  '08:00',
  '123456',
  'contoh',
  'a',
  '1',
  'Asia/Jakarta',
  'a'.repeat(64),
  '000000000',
];

/** A value for a zod schema; undefined when none was found that it takes. */
export function sampleOf(schema: z.ZodType): unknown {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  const value = sample(json, (json.$defs ?? {}) as Record<string, Json>, 0);
  return schema.safeParse(value).success ? value : undefined;
}

function sample(schema: Json, definitions: Record<string, Json>, depth: number): unknown {
  const { $ref, const: only, enum: choices, anyOf, oneOf, allOf, type } = schema;
  const inner = (part: unknown) => sample(part as Json, definitions, depth + 1);
  if (depth > 12) return null;
  if (typeof $ref === 'string') return inner(definitions[$ref.replace('#/$defs/', '')] ?? {});
  if (only !== undefined) return only;
  if (Array.isArray(choices)) return choices[0];
  for (const union of [anyOf, oneOf]) if (Array.isArray(union)) return inner(union[0]);
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map(inner));
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return Math.max(Number(schema.minimum ?? 1), 1);
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () => inner(schema.items ?? {}));
    case 'object': {
      const properties = (schema.properties ?? {}) as Record<string, Json>;
      return Object.fromEntries(
        ((schema.required ?? []) as string[]).map((name) => [name, inner(properties[name] ?? {})]),
      );
    }
    default:
      return type === 'null' ? null : 'contoh';
  }
}

function text({ format, pattern, minLength }: Json): string {
  const given = byFormat[String(format)];
  if (given) return given;
  const fits = (candidate: string) => candidate.length >= Number(minLength ?? 0);
  if (typeof pattern === 'string')
    return byPattern.find((one) => fits(one) && new RegExp(pattern, 'u').test(one)) ?? '';
  return ['contoh', 'contoh-yang-cukup-panjang', 'x'.repeat(Number(minLength ?? 0))].find(fits) ?? '';
}
