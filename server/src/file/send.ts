/** Hands a stored file or a made document to a browser so that it can be kept or looked at, never run. */
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Context } from '../context.ts';
import { openContent } from './content.ts';
import { contentDisposition } from './file.ts';
import type { StoredFile } from './store.ts';

interface SendOptions {
  /** Shown in the page (pictures); otherwise offered to be kept. */
  readonly inline?: boolean;
}

/** Sends a stored file. */
export async function sendFile(
  context: Context,
  res: Response,
  file: StoredFile,
  { inline = false }: SendOptions = {},
): Promise<void> {
  const content = await openContent(context.filesDirectory, file.sha256);
  setFileHeaders(res, { name: file.name, mediaType: file.mediaType, sizeBytes: file.sizeBytes, inline });
  try {
    await pipeline(content, res);
  } catch (error) {
    // The reader went away: nothing is wrong with the file.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** Sends bytes that were made for this answer: a printed document, a table. */
export function sendBytes(
  res: Response,
  file: { name: string; mediaType: string; bytes: Uint8Array; inline?: boolean },
): void {
  const { name, mediaType, bytes, inline = false } = file;
  setFileHeaders(res, { name, mediaType, sizeBytes: bytes.length, inline });
  res.end(bytes);
}

function setFileHeaders(
  res: Response,
  file: { name: string; mediaType: string; sizeBytes: number; inline: boolean },
): void {
  res.setHeader('content-type', file.mediaType);
  res.setHeader('content-length', file.sizeBytes);
  res.setHeader('content-disposition', contentDisposition(file.name, file.inline ? 'inline' : 'attachment'));
  res.setHeader('x-content-type-options', 'nosniff');
  // Should a browser ever show it as a page, that page may do nothing and belongs to no origin.
  res.setHeader(
    'content-security-policy',
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
  );
  res.setHeader('cache-control', 'private, no-store');
}
