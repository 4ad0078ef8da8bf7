/** Who is signed in: read from the session on every request, so that a deactivation or an ended position counts at once. */
import type { IncomingMessage } from 'node:http';
import type { Staff } from '@sambung/contract/http';
import type { Request, Response } from 'express';
import type { Context } from '../context.ts';
import { sessionAbsoluteMs } from '../sessions.ts';
import { deviceOf } from './device.ts';
import * as store from './store.ts';

/** How long a right password waits for the second step's code. Longer helps who searches for the phone; shorter leaves less to somebody else at the screen. */
export const secondStepWaitMs = 10 * 60_000;

/** The signed-in staff member, or null. */
export async function findSignedIn(context: Context, req: Pick<Request, 'session'>): Promise<Staff | null> {
  const { staffId, signedInAtMs } = req.session;
  if (staffId === undefined || signedInAtMs === undefined) return null;
  const now = context.clock();
  if (now.getTime() - signedInAtMs > sessionAbsoluteMs) return null;
  return await store.findStaff(context.db, staffId, now);
}

/** The staff member behind a socket's handshake (`socket.request`), of whom nothing is due, or null. */
export async function findSocketStaff(context: Context, request: IncomingMessage): Promise<Staff | null> {
  const req = request as Request;
  // The session middleware only listens for the end of the answer, which a handshake never gets from Express.
  const res = { getHeader: () => undefined, setHeader: () => undefined, end: () => undefined } as unknown as Response;
  req.originalUrl ??= req.url;
  await new Promise<void>((done, fail) =>
    context.sessions(req, res, (error?: unknown) => (error ? fail(error) : done())),
  );
  const staff = req.session ? await findSignedIn(context, req) : null;
  return staff?.duties.length === 0 ? staff : null;
}

/** Begins a session for the staff member under a new id, so that an id known from before is worth nothing. */
export async function beginSession(context: Context, req: Request, staffId: string): Promise<void> {
  await endSession(req);
  req.session.staffId = staffId;
  req.session.signedInAtMs = context.clock().getTime();
  req.session.device = deviceOf(req.headers['user-agent']);
}

/** Remembers, under a new id, whose password was right until the second step's code comes. */
export async function awaitSecondStep(context: Context, req: Request, staffId: string): Promise<void> {
  await endSession(req);
  req.session.pendingStaffId = staffId;
  req.session.pendingSinceMs = context.clock().getTime();
}

/** Whose code is awaited in this session, or null. */
export function findPending(context: Context, req: Pick<Request, 'session'>): string | null {
  const { pendingStaffId, pendingSinceMs } = req.session;
  if (pendingStaffId === undefined || pendingSinceMs === undefined) return null;
  return context.clock().getTime() - pendingSinceMs > secondStepWaitMs ? null : pendingStaffId;
}

export async function endSession(req: Request): Promise<void> {
  await new Promise<void>((done, fail) => req.session.regenerate((error?: unknown) => (error ? fail(error) : done())));
}
