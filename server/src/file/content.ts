/** Contents on disk: written to a temporary name, made durable, then moved to the address that is their SHA-256; read back and collected. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileTypeFromBlob } from 'file-type';
import { DomainError } from '../problem.ts';
import { contentPath } from './file.ts';

/** A content that lies durably under a temporary name and is not yet anybody's. */
export interface ReceivedContent {
  readonly temporaryPath: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** What it is by its first bytes; undefined when unknown. */
  readonly contentType: string | undefined;
}

const incoming = 'incoming';

/** Writes a stream durably under a temporary name. Throws `payload-too-large` beyond the limit, `storage-full` when the disk is. */
export async function receiveContent(
  directory: string,
  source: AsyncIterable<Uint8Array>,
  { limitBytes, name = randomUUID() }: { limitBytes: number; name?: string },
): Promise<ReceivedContent> {
  const temporaryPath = join(directory, incoming, name);
  try {
    await mkdir(dirname(temporaryPath), { recursive: true, mode: 0o700 });
    const written = await writeDurably(temporaryPath, source, limitBytes);
    const contentType = (await fileTypeFromBlob(await openAsBlob(temporaryPath)))?.mime;
    return { temporaryPath, ...written, contentType };
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw explainStorage(error);
  }
}

async function writeDurably(path: string, source: AsyncIterable<Uint8Array>, limitBytes: number) {
  const file = await open(path, 'w', 0o600);
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of source) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    await file.sync();
    return { sha256: hash.digest('hex'), sizeBytes };
  } finally {
    await file.close();
  }
}

/** One write may take less than it was given. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    offset += (await file.write(chunk, offset, chunk.length - offset)).bytesWritten;
  }
}

export function tooLarge(limitBytes: number): DomainError {
  const megabytes = Math.floor(limitBytes / 1_000_000);
  return new DomainError('payload-too-large', {
    detail: {
      id: `Berkas paling besar ${megabytes} MB. Pindai dengan resolusi lebih rendah atau bagi menjadi beberapa berkas.`,
      en: `A file may have at most ${megabytes} MB. Scan it at a lower resolution or split it.`,
    },
  });
}

/** Moves a received content to its address and makes the move durable; the same content that already lies there is replaced by itself. */
export async function keepContent(directory: string, received: ReceivedContent): Promise<void> {
  const path = join(directory, contentPath(received.sha256));
  try {
    const firstMade = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(received.temporaryPath, path);
    await syncDirectory(dirname(path));
    // New folders are names in their parents, which must be durable as well.
    if (firstMade !== undefined) {
      await syncDirectory(dirname(dirname(path)));
      await syncDirectory(directory);
    }
  } catch (error) {
    throw explainStorage(error);
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Removes a received content that nobody wants after all. */
export async function dropContent(received: ReceivedContent): Promise<void> {
  await rm(received.temporaryPath, { force: true });
}

/** A content as a stream; rejects before the first byte when it is not there. */
export async function openContent(directory: string, sha256: string): Promise<NodeJS.ReadableStream> {
  const file = await open(join(directory, contentPath(sha256)), 'r');
  return createReadStream('', { fd: file, autoClose: true });
}

/** Addresses of all contents that lie there. */
export async function* listContents(directory: string): AsyncGenerator<string> {
  for (const first of await namesIn(directory, /^[0-9a-f]{2}$/)) {
    for (const second of await namesIn(join(directory, first), /^[0-9a-f]{2}$/)) {
      yield* await namesIn(join(directory, first, second), /^[0-9a-f]{64}$/);
    }
  }
}

export async function removeContent(directory: string, sha256: string): Promise<void> {
  await rm(join(directory, contentPath(sha256)), { force: true });
}

/** Removes what broken uploads left behind; returns how many. */
export async function removeStaleIncoming(directory: string, olderThan: Date): Promise<number> {
  let removed = 0;
  for (const name of await namesIn(join(directory, incoming), /./)) {
    const path = join(directory, incoming, name);
    const found = await stat(path).catch(() => undefined);
    if (!found || found.mtime >= olderThan) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function namesIn(directory: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return names.filter((name) => pattern.test(name)).sort();
}

/** A full disk or quota is a sentence for the reader; other errors stay what they are. */
function explainStorage(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new DomainError('storage-full', {
    cause: error,
    detail: {
      id: 'Penyimpanan server penuh. Berkas ini belum tersimpan; beri tahu admin, lalu unggah lagi setelah ada ruang.',
      en: 'The storage of the server is full. This file was not kept; tell an admin and upload it again once there is room.',
    },
  });
}
