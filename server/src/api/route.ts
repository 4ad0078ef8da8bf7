/** Routes of the HTTP API as declarations: who may call, what comes in, what goes out. The OpenAPI page and the authorisation matrix read the same table. */

import type { Role, Staff } from '@sambung/contract/http';
import type { ProblemCode } from '@sambung/contract/problem';
import {
  Router as createRoutes,
  type Request,
  type RequestHandler,
  type Response,
  type Router as Routes,
} from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { DomainError, parseInput } from '../problem.ts';
import { methodNotAllowed } from '../problem-http.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * Who may call: `anyone` (no account; the handler checks a token or limits the rate), `staff` (any account), or accounts with one of these roles now.
 * Rows of another institution do not exist for the caller: handlers look up by institution and answer `not-found`.
 */
export type RouteAccess = 'anyone' | 'staff' | readonly Role[];

/** What goes out: a schema for JSON, `file` when the handler writes a document itself, null for 204. */
export type RouteAnswer = z.ZodType | 'file' | null;

export interface RouteDeclaration<B extends z.ZodType, Q extends z.ZodType, A extends RouteAnswer> {
  readonly method: Method;
  /** Below `/api`, with `:names` (Express 5). A name that is `id` or ends in `Id` is a UUID; anything else is not found. */
  readonly path: string;
  /** One English line for the OpenAPI page. */
  readonly summary: string;
  readonly access: RouteAccess;
  readonly body?: B;
  readonly query?: Q;
  readonly answer: A;
  /** 200 unless given; 204 when `answer` is null. */
  readonly status?: number;
  /** Codes of its own, beyond those that follow from access, parameters and input. */
  readonly problems?: readonly ProblemCode[];
  /** Reachable although a first password or second step is due (`Staff.duties`); everything else is refused until then. */
  readonly beforeDuties?: boolean;
  /** Limits of its own (guesses of a password), made once for each mounting and asked before anything else. They answer `too-many-requests`. */
  readonly limits?: () => readonly RequestHandler[];
  /** Asked by every page that goes into a room, by a thousand at once when a lecture begins: counted apart, under a limit of its own, which answers `crowded`. */
  readonly joining?: boolean;
  /** The body is not JSON: the handler reads the request's stream. */
  readonly upload?: boolean;
}

export interface RouteCall<B, Q, Who> {
  readonly context: Context;
  readonly staff: Who;
  readonly params: Readonly<Record<string, string>>;
  readonly body: B;
  readonly query: Q;
  readonly req: Request;
  readonly res: Response;
}

// biome-ignore lint/suspicious/noExplicitAny: the table holds routes of every shape; each was checked where it was defined.
export type Route = RouteDeclaration<any, any, RouteAnswer> & { readonly handle: (call: any) => Promise<unknown> };

type Answered<A extends RouteAnswer> = A extends z.ZodType ? z.input<A> : unknown;

/** A route whose handler is given only what its declaration let in. */
export function defineRoute<
  const Access extends RouteAccess,
  A extends RouteAnswer,
  B extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
>(
  declaration: RouteDeclaration<B, Q, A> & { readonly access: Access },
  handle: (call: RouteCall<z.output<B>, z.output<Q>, Access extends 'anyone' ? null : Staff>) => Promise<Answered<A>>,
): Route {
  return { ...declaration, handle };
}

/** Tells requests to routes that are marked as joining, by method and path below where the table is mounted. */
export function joiningMatcher(table: readonly Route[]): (req: Pick<Request, 'method' | 'path'>) => boolean {
  const joining = table
    .filter((route) => route.joining)
    .map(({ method, path }) => ({
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}/?$`, 'i'),
    }));
  return ({ method, path }) => joining.some((one) => one.method === method && one.path.test(path));
}

/** Who is signed in behind a request, or null. */
export type FindSignedIn = (context: Context, req: Request) => Promise<Staff | null>;

/** The routes on Express: authorised, checked, then handled; other methods of a known path are refused. */
export function mountRoutes(context: Context, table: readonly Route[], findSignedIn: FindSignedIn): Routes {
  const routes = createRoutes();
  for (const path of new Set(table.map((route) => route.path))) {
    const here = table.filter((route) => route.path === path);
    const mounted = routes.route(path);
    for (const route of here)
      mounted[route.method](...(route.limits?.() ?? []), async (req, res) => {
        const staff = route.access === 'anyone' ? null : authorise(route, await findSignedIn(context, req));
        await serve(context, route, staff, req, res);
      });
    mounted.all(methodNotAllowed(...here.map(({ method }) => method.toUpperCase())));
  }
  return routes;
}

async function serve(context: Context, route: Route, staff: Staff | null, req: Request, res: Response): Promise<void> {
  const params = checkParameters(req.params as Record<string, string>);
  if (!route.upload && req.is('multipart/form-data')) throw new DomainError('malformed-body');
  const query = route.query ? parseInput(route.query, req.query) : undefined;
  const body = route.body ? parseInput(route.body, req.body) : undefined;
  const answer = await route.handle({ context, staff, params, query, body, req, res });
  if (route.answer === 'file') return;
  if (route.answer === null) res.status(204).end();
  else res.status(route.status ?? 200).json(answer);
}

/** The caller, who may. Throws `not-signed-in`, the problem of a duty that waits, or `forbidden`. */
function authorise({ access, beforeDuties }: Route, staff: Staff | null): Staff {
  if (!staff) throw new DomainError('not-signed-in');
  if (!beforeDuties) refuseWhileDuties(staff);
  if (access !== 'anyone' && access !== 'staff' && !staff.roles.some((role) => access.includes(role)))
    throw new DomainError('forbidden');
  return staff;
}

/** Throws `password-change-required` or `second-step-required` while one of them is due. */
function refuseWhileDuties({ duties: [duty] }: Staff): void {
  if (duty === undefined) return;
  throw new DomainError(duty === 'change-password' ? 'password-change-required' : 'second-step-required');
}

const uuid = z.uuid();
function checkParameters(params: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(params)) {
    const isId = name === 'id' || name.endsWith('Id');
    if (isId && !uuid.safeParse(value).success) throw new DomainError('not-found');
  }
  return params;
}
