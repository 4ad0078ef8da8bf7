/** Who is signed in: read from the session on every request, so that a deactivation or an ended role counts at once. */
import type { IncomingMessage } from 'node:http';
import type { Role, Staff } from '@sambung/contract/http';
import type { Request, Response } from 'express';
import type { Context } from '../context.ts';
import { DomainError } from '../problem.ts';
import { sessionAbsoluteMs } from '../sessions.ts';
import * as store from './store.ts';

/** The signed-in staff member, or null. */
export async function findSignedIn(context: Context, req: Pick<Request, 'session'>): Promise<Staff | null> {
  const { staffId, signedInAtMs } = req.session;
  if (staffId === undefined || signedInAtMs === undefined) return null;
  const now = context.clock();
  if (now.getTime() - signedInAtMs > sessionAbsoluteMs) return null;
  return await store.findStaff(context.db, staffId, now);
}

/** The signed-in staff member. Throws `not-signed-in`. */
export async function requireStaff(context: Context, req: Pick<Request, 'session'>): Promise<Staff> {
  const staff = await findSignedIn(context, req);
  if (!staff) throw new DomainError('not-signed-in');
  return staff;
}

/** The signed-in staff member, who has at least one of the roles now. Throws `not-signed-in` or `forbidden`. */
export async function requireRole(
  context: Context,
  req: Pick<Request, 'session'>,
  roles: readonly Role[],
): Promise<Staff> {
  const staff = await requireStaff(context, req);
  if (!staff.roles.some((role) => roles.includes(role))) throw new DomainError('forbidden');
  return staff;
}

/** The staff member behind a socket's handshake (`socket.request`), or null. */
export async function findSocketStaff(context: Context, request: IncomingMessage): Promise<Staff | null> {
  const req = request as Request;
  // The session middleware only listens for the end of the answer, which a handshake never gets from Express.
  const res = { getHeader: () => undefined, setHeader: () => undefined, end: () => undefined } as unknown as Response;
  req.originalUrl ??= req.url;
  await new Promise<void>((done, fail) =>
    context.sessions(req, res, (error?: unknown) => (error ? fail(error) : done())),
  );
  return req.session ? await findSignedIn(context, req) : null;
}

/** Begins a session for the staff member under a new id, so that an id known from before is worth nothing. */
export async function beginSession(context: Context, req: Request, staffId: string): Promise<void> {
  await new Promise<void>((done, fail) => req.session.regenerate((error?: unknown) => (error ? fail(error) : done())));
  req.session.staffId = staffId;
  req.session.signedInAtMs = context.clock().getTime();
}

export async function endSession(req: Request): Promise<void> {
  await new Promise<void>((done, fail) => req.session.regenerate((error?: unknown) => (error ? fail(error) : done())));
}
