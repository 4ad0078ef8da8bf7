/** The server's log: JSON lines on stdout without secrets, tokens, SDP or personal data. */
import { type DestinationStream, type Logger, pino } from 'pino';

/** Fields that never reach the log, at the top of a line's object and one and two levels below it. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'passwordHash',
  'token',
  'ticket',
  'secret',
  'invite',
  'csrfToken',
  'sdp',
  'email',
  'phone',
];

export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[removed]',
    },
    serializers: { err: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** What of an error is safe to keep: drivers put row values into `detail`, `where` and, for Prisma, into the message itself. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const fromPrisma = error.name.startsWith('PrismaClient');
  const stack = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return {
    type: error.name,
    message: fromPrisma ? lastLine(error.message) : error.message,
    code: (error as { code?: unknown }).code,
    stack: stack.join('\n'),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}

/** Prisma's messages quote the call with its arguments and say what was wrong in the last line. */
function lastLine(message: string): string {
  return message.trimEnd().split('\n').at(-1) ?? '';
}
