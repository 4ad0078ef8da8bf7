/**
 * Drift check: applies prisma/migrations to an in-memory PostgreSQL (PGlite) and compares the result with prisma/schema.prisma through Prisma's own schema
 * engine (its WebAssembly build). Prints the SQL that is missing; exits 0 when nothing is, 2 when the two differ.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { migrate } from '../server/src/database/migrate.ts';

const path = 'prisma/schema.prisma';
const content = readFileSync(path, 'utf8');
const wasmPath = createRequire(import.meta.url)
  .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  .replace(/\.js$/, '.wasm');

/** The part of the runtime's WebAssembly that is used; its full types come only with those of a browser. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

interface EngineBindings {
  __wbg_set_wasm(exports: Record<string, unknown>): void;
  SchemaEngine: {
    new: (
      options: object,
      log: () => void,
      adapter: unknown,
    ) => Promise<{ diff(input: object): Promise<{ stdout?: string; exitCode: number }> }>;
  };
}
const bindings = engineModule as unknown as EngineBindings;
const { instance } = await WebAssembly.instantiate(readFileSync(wasmPath), {
  './schema_engine_bg.js': engineModule,
});
bindings.__wbg_set_wasm(instance.exports);
(instance.exports.__wbindgen_start as () => void)();

const database = await PGlite.create('memory://', { extensions: { btree_gist } });
await migrate(
  {
    query: async (text: string, values?: unknown[]) =>
      (values ? await database.query(text, values) : ((await database.exec(text)).at(-1) ?? { rows: [] })) as {
        rows: Record<string, unknown>[];
      },
  },
  'prisma/migrations',
);
const files = [{ path, content }];
const engine = await bindings.SchemaEngine.new(
  { datamodels: [[path, content]] },
  () => {},
  bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(database) as never),
);
const difference = await engine.diff({
  from: { tag: 'schemaDatasource', files, configDir: '.' },
  to: { tag: 'schemaDatamodel', files },
  script: true,
  exitCode: true,
  shadowDatabaseUrl: null,
  filters: { externalTables: [], externalEnums: [] },
});
if (difference.exitCode !== 0) console.log(difference.stdout?.trim());
process.exit(difference.exitCode);
