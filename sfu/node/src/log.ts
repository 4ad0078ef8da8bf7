/** The process's log: JSON lines on stdout. Ids only; never a ticket, SDP, address or name. */
import { pino } from 'pino';

export type Log = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error'>;

export function createLog(level: string): Log {
  return pino({ level, base: { process: 'sfu' }, timestamp: pino.stdTimeFunctions.isoTime });
}
