/** Sending a file with its progress: `fetch` cannot tell how much has left, so this one request uses XMLHttpRequest. */
import { changeToken, read, readerHeaders, unreachable } from './http.ts';
import { hasCode } from './problem.ts';
import { serverSilent } from './reachability.ts';

export interface UploadOptions {
  /** Called with 0 … 1 as the file leaves. */
  onProgress?: (share: number) => void;
  /** Ends the sending; the promise then rejects with an `AbortError`. */
  signal?: AbortSignal;
}

/** Posts `fields` and the file as `multipart/form-data` (the file last, under the name `file`). Throws `ApiProblem`. */
export async function upload<T>(
  path: string,
  file: Blob & { name?: string },
  fields: Record<string, string> = {},
  options: UploadOptions = {},
): Promise<T> {
  try {
    return await send<T>(path, file, fields, options, await changeToken());
  } catch (error) {
    if (!hasCode(error, 'csrf-token-missing')) throw error;
    return send<T>(path, file, fields, options, await changeToken(true));
  }
}

function send<T>(
  path: string,
  file: Blob & { name?: string },
  fields: Record<string, string>,
  { onProgress, signal }: UploadOptions,
  token: string,
): Promise<T> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', file, file.name ?? 'file');
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(readerHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader('x-csrf-token', token);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      try {
        resolve(read<T>(request.status, request.responseText));
      } catch (problem) {
        reject(problem);
      }
    };
    request.onerror = () => {
      serverSilent();
      reject(unreachable());
    };
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
