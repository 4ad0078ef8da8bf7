/** Reads a `multipart/form-data` request: its fields, and its files streamed durably to disk while they arrive. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { uploadLimitBytes } from '@sambung/contract/file';
import busboy from 'busboy';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { dropContent, type ReceivedContent, receiveContent, tooLarge } from './content.ts';
import { safeName } from './file.ts';

export interface UploadLimits {
  /** Of each file. */
  readonly limitBytes?: number;
  readonly maxFiles?: number;
}

/** A file that lies durably on disk and belongs to nobody yet: `storeFile` keeps it, `dropUpload` forgets it. */
export interface ReceivedFile {
  /** Name of the form's field. */
  readonly field: string;
  readonly name: string;
  readonly declaredType: string | undefined;
  readonly content: ReceivedContent;
}

export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly ReceivedFile[];
}

/** Fields beside the files: kinds and captions. More only helps somebody who wants to keep us busy. */
const fieldLimits = { fields: 20, fieldSize: 10_000, fieldNameSize: 100, headerPairs: 20 };
/** What the form itself may weigh beside its files. */
const overheadBytes = 300_000;

/**
 * Reads the whole request. Throws `malformed-body` when it is no such form or breaks off, `payload-too-large`, `storage-full`; nothing is left on disk
 * then. What is still coming of a refused upload is read and thrown away, so that the browser gets to the answer.
 */
export async function readUpload(context: Context, req: IncomingMessage, limits: UploadLimits = {}): Promise<Upload> {
  const { limitBytes = uploadLimitBytes, maxFiles = 1 } = limits;
  const form = openForm(req, limitBytes, maxFiles);
  if (Number(req.headers['content-length'] ?? 0) > limitBytes * maxFiles + overheadBytes) throw tooLarge(limitBytes);
  const fields: Record<string, string> = {};
  const arriving: Promise<ReceivedFile>[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      form.on('field', (name, value, { nameTruncated, valueTruncated }) => {
        if (nameTruncated || valueTruncated || value.includes('\0')) reject(malformed());
        else fields[name] = value;
      });
      form.on('file', (field, stream, { filename, mimeType }) => {
        // Before anything waits: an upload that breaks off here would otherwise be an error nobody catches.
        stream.on('error', () => {});
        const file = receiveFile(context, stream, { field, name: filename, declaredType: mimeType, limitBytes });
        arriving.push(file);
        // The first failure ends the reading; all of them are awaited below.
        file.catch(reject);
      });
      for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
        form.on(limit, () => reject(malformed()));
      form.on('error', () => reject(malformed()));
      form.on('close', resolve);
      req.on('close', () => {
        if (!req.complete) reject(malformed());
      });
      req.pipe(form);
    });
    return { fields, files: await Promise.all(arriving) };
  } catch (error) {
    req.unpipe(form);
    form.destroy();
    req.resume();
    let cause = error;
    for (const outcome of await Promise.allSettled(arriving)) {
      if (outcome.status === 'fulfilled') await dropContent(outcome.value.content);
      // A file that was stopped breaks the form around it: what stopped it says more.
      else if (!(outcome.reason instanceof DomainError && outcome.reason.code === 'malformed-body'))
        cause = outcome.reason;
    }
    throw cause;
  }
}

function openForm(req: IncomingMessage, limitBytes: number, maxFiles: number): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(req.headers['content-type'] ?? '')) throw malformed();
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      // One byte more than is allowed, so that the receiver notices.
      limits: { ...fieldLimits, files: maxFiles, fileSize: limitBytes + 1, parts: fieldLimits.fields + maxFiles },
    });
  } catch {
    throw malformed();
  }
}

async function receiveFile(
  context: Context,
  stream: Readable,
  sent: { field: string; name: string | undefined; declaredType: string; limitBytes: number },
): Promise<ReceivedFile> {
  const { field, name, declaredType, limitBytes } = sent;
  const content = await receiveContent(context.filesDirectory, chunksOf(stream), { limitBytes });
  return { field, name: safeName(name ?? ''), declaredType, content };
}

async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch {
    throw malformed();
  }
}

/** Forgets the files of an upload that was refused afterwards. Files that were stored in the meantime are not touched. */
export async function dropUpload({ files }: Upload): Promise<void> {
  for (const { content } of files) await dropContent(content);
}

function malformed(): DomainError {
  return new DomainError('malformed-body', {
    detail: {
      id: 'Unggahan ini tidak lengkap atau bukan formulir dengan berkas. Coba unggah lagi.',
      en: 'This upload is incomplete or is no form with a file. Try to upload it again.',
    },
  });
}
