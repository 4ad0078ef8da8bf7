/** The `/staff` namespace: technicians watch the test calls of their institution. The staff session's cookie opens it, and is looked at on every request. */
import type { Staff } from '@sambung/contract/http';
import { staffRequests } from '@sambung/contract/socket';
import type { TestSample } from '@sambung/contract/test-run';
import type { Server, Socket } from 'socket.io';
import type { Context } from '../context.ts';
import { findSocketStaff } from '../identity/index.ts';
import { DomainError, languageOf, problemOf } from '../problem.ts';
import { serveRequests } from '../signaling/index.ts';
import { getTestCall } from './test-call.ts';

/** What is told to everybody who watches a test call. */
export interface Watchers {
  sampled(testCallId: string, samples: readonly TestSample[]): void;
  changed(testCallId: string): void;
}

export function serveTestCallWatch(io: Server, context: Context): Watchers {
  const namespace = io.of('/staff');
  namespace.use((socket, next) => {
    requireTechnician(context, socket).then(
      (staff) => {
        socket.data.staffId = staff.id;
        next();
      },
      (error) => {
        const { cookie, 'accept-language': acceptLanguage } = socket.handshake.headers;
        const problem = problemOf(error, languageOf({ cookie, 'accept-language': acceptLanguage }));
        if (problem.code === 'internal') context.log.error({ err: error }, 'a staff handshake failed');
        next(Object.assign(new Error(problem.code), { data: problem }));
      },
    );
  });
  context.staffEvents.on('sessions-ended', (staffId) => {
    for (const socket of namespace.sockets.values()) if (socket.data.staffId === staffId) socket.disconnect(true);
  });
  namespace.on('connection', (socket) => {
    serveRequests({
      socket,
      requests: staffRequests,
      handlers: {
        'test-call:watch': async ({ testCallId }) => {
          const staff = await requireTechnician(context, socket);
          await getTestCall(context, staff, testCallId);
          await socket.join(testCallId);
          return {};
        },
        'test-call:unwatch': async ({ testCallId }) => {
          await socket.leave(testCallId);
          return {};
        },
      },
      log: context.log,
    });
  });
  return {
    sampled: (testCallId, samples) => void namespace.to(testCallId).emit('test-call:sampled', { testCallId, samples }),
    changed: (testCallId) => void namespace.to(testCallId).emit('test-call:changed', { testCallId }),
  };
}

async function requireTechnician(context: Context, socket: Socket): Promise<Staff> {
  // A session that was read once is not read again; without it, one that ended meanwhile counts as ended.
  delete (socket.request as { session?: unknown }).session;
  const staff = await findSocketStaff(context, socket.request);
  if (!staff) throw new DomainError('not-signed-in');
  if (!staff.roles.includes('technician')) throw new DomainError('forbidden');
  return staff;
}
