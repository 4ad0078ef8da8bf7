/** What a backup says of itself: written as the archive's last entry, so that an archive without it was cut short. */
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Names as PostgreSQL keeps them; they become part of SQL, always quoted. */
const sqlName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

export const tableSchema = z.object({
  name: sqlName,
  /** Without generated ones, in the order of the data. */
  columns: z.array(sqlName).min(1),
  rows: z.int().min(0),
  /** SHA-256 of its COPY text before it was compressed. */
  content: sha256,
});
export type BackedUpTable = z.infer<typeof tableSchema>;

export const manifestSchema = z.object({
  format: z.literal('sambung-backup-1'),
  createdAt: z.iso.datetime(),
  /** The migrations that made the schema, in their order. */
  migrations: z.array(z.object({ name: z.string().regex(/^\d{4}_[\w-]+$/), checksum: sha256 })).min(1),
  /** In an order in which every row finds those that it refers to. */
  tables: z.array(tableSchema).min(1),
  /** Last value given out by each sequence. */
  sequences: z.array(z.object({ name: sqlName, lastValue: z.string().regex(/^\d+$/) })),
  /** Whether the installation's key is in the archive or was given by SECRET_KEY. */
  key: z.enum(['archive', 'environment']),
  /** Contents that the database names and the file store no longer had whole. */
  missingFiles: z.array(sha256),
  /** Every other entry of the archive. */
  entries: z.record(z.string(), z.object({ sizeBytes: z.int().min(0), sha256 })),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestName = 'manifest.json';
/** What may stand in an archive: anything else is refused before it is written anywhere. */
export const entryName =
  /^(manifest\.json|database\/[a-z0-9_]+\.copy\.gz|files\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}|keys\/(?:[\w-][\w.-]*\/)*[\w-][\w.-]*)$/;

export const tableEntry = (table: string) => `database/${table}.copy.gz`;
