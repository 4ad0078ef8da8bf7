/** Tables of the database as COPY reads and writes them, and an order in which every row finds those that it refers to. */
import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from, to } from 'pg-copy-streams';
import type { BackedUpTable } from './manifest.ts';

/** Kept by the migrations themselves. */
const bookkeeping = '_prisma_migrations';

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

/** All tables with the columns that are not computed, those that others refer to first. */
export async function listTables(client: ClientBase): Promise<Table[]> {
  const { rows: columns } = await client.query<{ table: string; column: string }>(
    `SELECT c.relname AS "table", a.attname AS "column" FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> $1
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.relname, a.attnum`,
    [bookkeeping],
  );
  const { rows: references } = await client.query<{ table: string; refersTo: string }>(
    `SELECT DISTINCT c.relname AS "table", f.relname AS "refersTo" FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid WHERE k.contype = 'f'`,
  );
  const byName = new Map<string, string[]>();
  for (const { table, column } of columns) byName.set(table, [...(byName.get(table) ?? []), column]);
  const ordered = orderByReferences([...byName.keys()], references);
  return ordered.map((name) => ({ name, columns: byName.get(name) ?? [] }));
}

/** Puts every table behind those that it refers to. Throws when two refer to each other. */
export function orderByReferences(
  names: readonly string[],
  references: readonly { table: string; refersTo: string }[],
): string[] {
  const ordered: string[] = [];
  const left = new Set(names);
  while (left.size > 0) {
    const free = [...left].filter(
      (name) => !references.some(({ table, refersTo }) => table === name && refersTo !== name && left.has(refersTo)),
    );
    if (free.length === 0) throw new Error(`tables that refer to each other: ${[...left].join(', ')}`);
    for (const name of free) {
      ordered.push(name);
      left.delete(name);
    }
  }
  return ordered;
}

const quoted = (name: string) => `"${name}"`;
const target = ({ name, columns }: Table) => `${quoted(name)} (${columns.map(quoted).join(', ')})`;

/** Copies a table out through `sink`; its rows and the hash of its text. */
export async function copyOut(
  client: ClientBase,
  table: Table,
  ...sink: (NodeJS.ReadWriteStream | NodeJS.WritableStream)[]
): Promise<Pick<BackedUpTable, 'rows' | 'content'>> {
  const copy = client.query(to(`COPY ${target(table)} TO STDOUT`));
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline([copy, hashing, ...sink]);
  return { rows: copy.rowCount, content: hash.digest('hex') };
}

/** Reads a table only to know what is in it. */
export function fingerprint(client: ClientBase, table: Table): Promise<Pick<BackedUpTable, 'rows' | 'content'>> {
  const nowhere = new Transform({ transform: (_chunk, _encoding, done) => done() }).resume();
  return copyOut(client, table, nowhere);
}

/** Copies rows in from `source`, a stream or what it goes through. */
export async function copyIn(
  client: ClientBase,
  table: Table,
  ...source: (NodeJS.ReadableStream | NodeJS.ReadWriteStream)[]
): Promise<void> {
  await pipeline([...source, client.query(from(`COPY ${target(table)} FROM STDIN`))] as never);
}

/** The sequences and the last value each gave out; those that gave none are left out. */
export async function listSequences(client: ClientBase): Promise<{ name: string; lastValue: string }[]> {
  const { rows } = await client.query<{ name: string; lastValue: string | null }>(
    `SELECT sequencename AS name, last_value::text AS "lastValue" FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
  );
  return rows.flatMap(({ name, lastValue }) => (lastValue === null ? [] : [{ name, lastValue }]));
}
