/** Mounts every feature on Express and Socket.IO; does not listen. */
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { Server as SocketServer } from 'socket.io';
import { serveActualCalls } from './actualcall/index.ts';
import { docsRoutes, joiningMatcher, mountRoutes } from './api/index.ts';
import { serveClient } from './client-files.ts';
import type { Context } from './context.ts';
import { ConfigurationError } from './env.ts';
import { isOwnOrigin, limitRate, readJson, refuseOtherOrigins, requireCsrfToken, securityHeaders } from './guard.ts';
import { healthRoutes, version } from './health.ts';
import { type DemoPeople, findSignedIn } from './identity/index.ts';
import { serveAuthority } from './lan/index.ts';
import { serveLines } from './line-state/index.ts';
import { probeMedia, type Sfu } from './media/index.ts';
import { serveRooms, TakingPart } from './meeting/index.ts';
import { serveFeeds } from './notify/index.ts';
import { answerProblems, giveRequestId, unknownAddress } from './problem-http.ts';
import { routeTable } from './routes.ts';
import { serveTestCalls } from './testcall/index.ts';

export interface App {
  readonly httpServer: HttpServer;
  readonly io: SocketServer;
  /** Stops taking requests, ends the sockets and resolves once the last request is answered. */
  close(): Promise<void>;
}

/** Requests of one address in a minute. A whole ministry may sit behind one; higher lets one sender load the server more. */
const requestsPerMinute = 1_200;
/**
 * The same of pages that go into a room, counted apart. Each asks about three times, so that two lectures of a thousand behind one address begin in one minute.
 * Lower makes pages of honest people wait, higher lets one sender load the server more.
 */
const joiningPerMinute = 6_000;
/** Larger socket messages end the connection. RTP capabilities and parameters take a few kilobytes. */
const socketMessageLimitBytes = 200_000;
const clientDirectory = fileURLToPath(new URL('../../client/dist', import.meta.url));

/**
 * How often a page's socket is asked whether it lives, and how long it may take to say so. Lower notices dead lines sooner and wakes phones more often; the
 * second also ends slow ones.
 */
const heartbeat = { pingInterval: 10_000, pingTimeout: 10_000 };

/** `demoPeople` are offered on the sign-in page; undefined outside the demo. */
export function createApp(context: Context, sfu: Sfu, demoPeople?: DemoPeople): App {
  const httpServer = createHttpServer(context);
  const io = new SocketServer({
    serveClient: false,
    ...heartbeat,
    maxHttpBufferSize: socketMessageLimitBytes,
    allowRequest: (req, answer) => answer(null, isAllowedSocket(context, req)),
  });
  const rooms = serveRooms(io, context, sfu);
  const testCalls = serveTestCalls(io, context, sfu, rooms);
  const actualCalls = serveActualCalls(context, sfu, rooms);
  const lines = serveLines(context, sfu, rooms);
  const part = new TakingPart(context, rooms);
  const chat: Pick<NonNullable<Context['conferences']>, 'writer' | 'share'> = {
    writer: (meetingId, accessId, target) => part.writer(meetingId, accessId, target),
    share: (writer, fileId, target) => part.say(writer, { text: '', fileId }, target),
  };
  const testCallRooms = {
    participants: (testCallId: string) => rooms.participants(testCallId),
    planned: testCalls.planned,
    talked: testCalls.talked,
    decided: testCalls.decided,
  };
  httpServer.on(
    'request',
    createExpress(
      {
        ...context,
        ...{ demoPeople, testCallRooms, conferences: { ...actualCalls.conferences, ...chat, running: lines.running } },
        probeMedia: () => probeMedia(sfu),
      },
      sfu,
    ),
  );
  // After Express: Socket.IO takes its own path away from the listeners it finds, otherwise both would answer it.
  io.attach(httpServer);
  return {
    httpServer,
    io,
    async close() {
      testCalls.close();
      actualCalls.close();
      lines.close();
      rooms.close();
      await io.close();
      httpServer.closeAllConnections();
    },
  };
}

function createHttpServer({ env }: Context): HttpServer {
  if (!env.tls) return createServer();
  try {
    return createTlsServer({ cert: readFileSync(env.tls.certPath), key: readFileSync(env.tls.keyPath) });
  } catch (error) {
    throw new ConfigurationError(`TLS_CERT and TLS_KEY cannot be used: ${(error as Error).message}.`);
  }
}

/** Browsers send `Origin` with every WebSocket and cross-site request; a socket from another site's page is refused. */
function isAllowedSocket(context: Context, req: IncomingMessage): boolean {
  const { origin, host } = req.headers;
  return origin === undefined || isOwnOrigin(origin, host, context.publicUrl());
}

function createExpress(context: Context, sfu: Sfu): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', context.env.trustedProxies.length > 0 ? [...context.env.trustedProxies] : false);
  app.use(giveRequestId, ...securityHeaders(context.publicUrl().startsWith('https:'), !context.env.lan));
  if (context.env.lan) app.use(serveAuthority(context.env.dataDir));
  app.use('/api', apiRoutes(context, sfu));
  app.use(serveFeeds(context));
  app.use(...serveClient(clientDirectory));
  app.use(unknownAddress);
  app.use(answerProblems(context.log));
  return app;
}

function apiRoutes(context: Context, sfu: Sfu): express.Router {
  const routes = express.Router();
  routes.use((_req, res, next) => {
    res.setHeader('cache-control', 'no-store');
    next();
  });
  // Health is asked by supervisors and load balancers: no session, no limit.
  routes.use(healthRoutes(context, sfu));
  const isJoining = joiningMatcher(routeTable);
  const minute = { windowMs: 60_000 };
  routes.use(
    limitRate({ ...minute, limit: requestsPerMinute, skip: isJoining }),
    limitRate({ ...minute, limit: joiningPerMinute, skip: (req) => !isJoining(req), code: 'crowded' }),
  );
  routes.use(docsRoutes(routeTable, version));
  routes.use(refuseOtherOrigins(context), context.sessions, requireCsrfToken, ...readJson);
  routes.use(mountRoutes(context, routeTable, findSignedIn));
  routes.use(unknownAddress);
  return routes;
}
