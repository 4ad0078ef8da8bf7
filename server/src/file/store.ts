/** Files in the database: a row is committed only when its content lies durably at its address; contents without a row are collected. */
import { acceptedMediaTypes } from '@sambung/contract/file';
import type { Context } from '../context.ts';
import { backupLockKey } from '../database/locks.ts';
import type { Transaction } from '../db.ts';
import type { StoredFile } from '../generated/prisma/client.ts';
import { DomainError } from '../problem.ts';
import {
  dropContent,
  keepContent,
  listContents,
  openContent,
  type ReceivedContent,
  receiveContent,
  removeContent,
  removeStaleIncoming,
} from './content.ts';
import { decideMediaType, safeName } from './file.ts';
import type { ReceivedFile } from './upload.ts';

export type { StoredFile } from '../generated/prisma/client.ts';

interface NewFile {
  readonly institutionId: string;
  readonly now: Date;
  /** Narrower or wider than the default for what it is used for. */
  readonly accept?: readonly string[];
}
/** From an upload, or bytes that the server itself has. */
export type FileSource = { readonly upload: ReceivedFile } | { readonly name: string; readonly bytes: Uint8Array };

/**
 * Keeps a file: its content is durable at its address before the row can be committed. Throws `file-type-refused` when content, name and declared type
 * disagree or the type is not accepted. When the transaction is rolled back the content is collected later.
 */
export async function storeFile(context: Context, tx: Transaction, source: FileSource & NewFile): Promise<StoredFile> {
  const { institutionId, now, accept = acceptedMediaTypes } = source;
  const { name, declaredType, content } = 'upload' in source ? source.upload : await receiveBytes(context, source);
  try {
    const mediaType = decideMediaType({ name, declaredType, contentType: content.contentType }, accept);
    await lockContent(tx, content.sha256);
    await keepContent(context.filesDirectory, content);
    const { sha256, sizeBytes } = content;
    return await tx.storedFile.create({
      data: { institutionId, sha256, sizeBytes, mediaType, name, createdAt: now },
    });
  } catch (error) {
    await dropContent(content);
    throw error;
  }
}

async function receiveBytes(
  context: Context,
  { name, bytes }: { name: string; bytes: Uint8Array },
): Promise<{ name: string; declaredType: undefined; content: ReceivedContent }> {
  const content = await receiveContent(context.filesDirectory, oneChunk(bytes), { limitBytes: bytes.length });
  return { name: safeName(name), declaredType: undefined, content };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Keeps the collector away from a content until the transaction that wants it has ended. */
async function lockContent(tx: Transaction, sha256: string): Promise<void> {
  // The seed keeps these keys apart from other advisory locks.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${sha256}, 2))`;
}

/** A file of the institution. Throws `not-found` for others' and unknown ones. */
export async function getFile(db: Transaction, institutionId: string, id: string): Promise<StoredFile> {
  const file = await db.storedFile.findFirst({ where: { id, institutionId } });
  if (!file) throw new DomainError('not-found');
  return file;
}

/** The whole content of a small file: a letterhead's picture, a photo for a print. */
export async function readFile(context: Context, { sha256 }: Pick<StoredFile, 'sha256'>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await openContent(context.filesDirectory, sha256)) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** How long a broken upload may lie before it is removed. Lower frees disk sooner and must stay above the slowest upload. */
const staleIncomingMs = 24 * 3_600_000;
/** Contents asked about in one query. */
const batch = 500;

/** Removes contents that no row names, and what broken uploads left. Safe beside uploads, also of other servers on the same store. */
export async function collectFiles(context: Context): Promise<{ contents: number; incoming: number }> {
  const { db, filesDirectory } = context;
  const incoming = await removeStaleIncoming(filesDirectory, new Date(Date.now() - staleIncomingMs));
  let contents = 0;
  let addresses: string[] = [];
  const sweep = async () => {
    const named = await db.storedFile.findMany({ where: { sha256: { in: addresses } }, select: { sha256: true } });
    const known = new Set(named.map(({ sha256 }) => sha256));
    for (const sha256 of addresses) if (!known.has(sha256)) contents += await removeUnnamed(context, sha256);
    addresses = [];
  };
  for await (const sha256 of listContents(filesDirectory)) {
    addresses.push(sha256);
    if (addresses.length >= batch) await sweep();
  }
  await sweep();
  return { contents, incoming };
}

async function removeUnnamed({ db, filesDirectory }: Context, sha256: string): Promise<number> {
  return db.$transaction(async (tx) => {
    // A backup that is being made may still name what no row names any more.
    const [free] = await tx.$queryRaw<
      { free: boolean }[]
    >`SELECT pg_try_advisory_xact_lock_shared(${backupLockKey}) AS free`;
    if (!free?.free) return 0;
    await lockContent(tx, sha256);
    if ((await tx.storedFile.count({ where: { sha256 } })) > 0) return 0;
    await removeContent(filesDirectory, sha256);
    return 1;
  });
}
