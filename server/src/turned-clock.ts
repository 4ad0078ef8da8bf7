/** The clock of a test installation: the machine's, moved by the milliseconds that a file says, so that a test lives through days in seconds. */
import { readFileSync } from 'node:fs';

/** How soon jobs notice a turned clock. Shorter asks the database more often, longer makes every turn of a test wait. */
export const turnedPaceMs = 1_000;

/** Reads the offset anew each time; a file that is not there, or says no number, leaves the machine's time. */
export function turnedClock(path: string, machineNow: () => number = Date.now): () => Date {
  return () => new Date(machineNow() + offsetMs(path));
}

function offsetMs(path: string): number {
  try {
    const offset = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(offset) ? offset : 0;
  } catch {
    return 0;
  }
}
