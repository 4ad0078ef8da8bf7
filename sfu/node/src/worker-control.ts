/** The control socket of a media worker, for what mediasoup's channel has no words for (`docs/canaries.md`). mediasoup's own worker has none. */
import { connect } from 'node:net';
import { join } from 'node:path';

/** How long a worker may take to answer. Higher delays statistics while a worker hangs, lower loses counts of a busy one. */
const answerTimeoutMs = 1_000;
/** Longer answers are cut off with the connection: a few bytes for each consumer. */
const maxAnswerLength = 100_000;

export const controlSocketOf = (directory: string, pid: number) => join(directory, `${pid}.control`);

/**
 * Cuts lines as a network that went away does: silence until the page restarts ICE. False where the worker cuts none, or not all of them.
 * @param path of the worker's control socket; null: it has none
 */
export async function cutLines(path: string | null, transportIds: readonly string[]): Promise<boolean> {
  if (path === null || transportIds.length === 0) return false;
  const answer = await askWorker(path, `cut ${transportIds.join(' ')}\n`);
  return answer?.split(' ').every((word) => word === '1') ?? false;
}

/** The line that answers this one; null when nobody does, or not in time. */
export function askWorker(path: string, question: string): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    const end = (line: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(line);
    };
    const timer = setTimeout(() => end(null), answerTimeoutMs);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const at = text.indexOf('\n');
      if (at >= 0) end(text.slice(0, at));
      else if (text.length > maxAnswerLength) end(null);
    });
    socket.once('end', () => end(null));
    socket.once('error', () => end(null));
    socket.write(question);
  });
}
