/** The authorisation matrix: every route of the table, for every role, on one's own institution's rows and on another's. Routes that are added are in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultWeek } from '@sambung/contract/calendar';
import type { Role } from '@sambung/contract/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../test/application.ts';
import { smallProcedure } from '../test/procedure.ts';
import { parametersFor } from '../test/rows.ts';
import { sampleOf } from '../test/sample.ts';
import type { Answer, Visitor } from '../test/visitor.ts';
import type { Route } from './api/index.ts';
import { routeTable } from './routes.ts';
import { shippedRubric } from './rubric/index.ts';

const people = ['requester', 'approver', 'technician', 'admin', 'noRole'] as const;
type Person = (typeof people)[number];

/** Paths whose parameter is no row of an institution: a word of a closed list, or something of one's own. */
const withoutRows = [
  '/shipped-sops/:code',
  '/mail-texts/:event/:language',
  '/reports/:report',
  '/proofs/:code',
  '/public-certificates/:code',
  '/account/sessions/:key',
  '/guides/:role',
];
/** Who may do something there depends on the case as well: whose it is, whose step. Its own tests say so; nobody else is let in by that. */
const judgesTheRow = /^\/requests/;
/** They end or change the caller's own session, and are tested with their feature. */
const ownSession = [/^\/session/, /^\/account\/(password|second-step|sessions)/, /^\/setup$/];

let application: Application;
let own: Institution;
let other: Institution;
let visitors: Record<Person | 'everyRole', Visitor>;
let dataDir: string;
let ownStaffId: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sambung-matrix-'));
  // Every request comes from an address of its own: the matrix is larger than what one may ask in a minute.
  application = await startApplication({ dataDir, trustedProxies: ['loopback'] });
  own = await createInstitution(application, 'milik.example');
  other = await createInstitution(application, 'lain.example');
  const { id } = await application.context.db.staff.findFirstOrThrow({ where: { email: own.people.requester } });
  ownStaffId = id;
  const names = [...people, 'everyRole'] as const;
  const signedIn = names.map(async (name) => [name, await application.signedIn(own.people[name])] as const);
  visitors = Object.fromEntries(await Promise.all(signedIn)) as typeof visitors;
});
afterAll(async () => {
  await application.close();
  rmSync(dataDir, { recursive: true, force: true });
});

let asked = 0;
async function call(visitor: Visitor, route: Route, path: string): Promise<Answer> {
  asked += 1;
  const from = { 'x-forwarded-for': `10.${asked >> 16}.${(asked >> 8) & 255}.${asked & 255}` };
  if (route.method === 'get') return visitor.get(`/api${path}${queryOf(route)}`, from);
  if (route.upload) {
    const boundary = 'batas';
    const part = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n--${boundary}--\r\n`;
    return visitor.change(route.method.toUpperCase(), `/api${path}`, part, {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      ...from,
    });
  }
  return visitor.change(route.method.toUpperCase(), `/api${path}`, bodyOf(route), from);
}

function queryOf(route: Route): string {
  if (!route.query) return '';
  const value = sampleOf(route.query) ?? { from: '2026-11-01', to: '2026-11-30', ...queries[route.path] };
  return `?${new URLSearchParams(value as Record<string, string>)}`;
}

/** What the sampler cannot think of. */
const queries: Record<string, object> = {
  '/places/:id/availability': { from: '2026-12-01T00:00:00.000Z', to: '2026-12-02T00:00:00.000Z' },
};
const bodies: Record<string, () => unknown> = {
  'put /requests/:id/actual-call/sites': () => ({ host: null, audience: null }),
  'post /rubrics/check': () => ({ source: shippedRubric('default').source }),
  'post /rubrics/:key/versions': () => ({
    source: shippedRubric('default').source,
    changeNote: 'Matriks',
    baseVersion: 1,
  }),
  'post /sops/check': () => ({ source: JSON.stringify(smallProcedure()) }),
  'put /calendar/periods/:id': () => ({
    from: `${2040 + (asked % 150)}-02-01`,
    to: `${2040 + (asked % 150)}-03-01`,
    name: 'Ramadan',
    week: defaultWeek,
  }),
  'post /calendar/periods': () => ({ from: '2042-02-01', to: '2042-03-01', name: 'Ramadan', week: defaultWeek }),
  'put /places/:id': () => ({
    ...{ name: `Ruang ${asked}`, location: 'Lantai 2', capacity: 5, timeZone: 'Asia/Jakarta' },
    ...{ openingHours: null, features: [] },
  }),
  'post /positions/:id/assignments': () => ({ staffId: ownStaffId, startsAt: '2027-01-01T00:00:00.000Z' }),
};
function bodyOf(route: Route): unknown {
  if (!route.body) return undefined;
  return bodies[`${route.method} ${route.path}`]?.() ?? sampleOf(route.body);
}

const fill = (path: string, parameters: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_all, name: string) => parameters[name] ?? `no-${name}`);

function mayCall({ access }: Route, person: Person): boolean {
  if (access === 'anyone' || access === 'staff') return true;
  return person !== 'noRole' && access.includes(person as Role);
}

const hasRow = (route: Route) => route.path.includes(':') && !withoutRows.some((path) => route.path.startsWith(path));
const isOwnSession = (route: Route) => ownSession.some((pattern) => pattern.test(route.path));
const titled = (routes: readonly Route[]) =>
  routes.map((route) => ({ title: `${route.method.toUpperCase()} ${route.path}`, route }));

describe('without an account', () => {
  it.each(titled(routeTable.filter(({ access }) => access !== 'anyone')))('$title is refused', async ({ route }) => {
    const path = fill(route.path, { id: own.id, stepId: own.id });
    const { status, problem } = await call(application.visitor(), route, path);
    expect([status, problem.code]).toEqual([401, 'not-signed-in']);
  });
});

describe('with an account', () => {
  it.each(titled(routeTable.filter((route) => route.access !== 'anyone' && !isOwnSession(route))))(
    '$title is for who it says',
    async ({ route }) => {
      const found: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      for (const person of people) {
        const parameters = hasRow(route) ? await parametersFor(application, own, route.path) : {};
        expect(parameters, `${route.path}: server/test/rows.ts must make its rows`).not.toBeNull();
        const { status, problem } = await call(visitors[person], route, fill(route.path, parameters ?? {}));
        expect(status, `${person}: ${JSON.stringify(problem)}`).toBeLessThan(500);
        // A handler may refuse more than the declaration; never less.
        const isFiner = judgesTheRow.test(route.path) || route.problems?.includes('forbidden');
        const mayRefuse = mayCall(route, person) && isFiner;
        wanted[person] = mayCall(route, person) ? 'served' : 'forbidden';
        const isRefused = status === 403 && problem.code === 'forbidden';
        found[person] = isRefused && !mayRefuse ? 'forbidden' : 'served';
      }
      expect(found).toEqual(wanted);
    },
  );
});

describe('rows of another institution', () => {
  it.each(titled(routeTable.filter((route) => hasRow(route) && route.access !== 'anyone')))(
    '$title does not find them, and finds its own',
    async ({ route }) => {
      if (route.body) expect(bodyOf(route), `${route.path}: no sample of its body`).toBeDefined();
      const theirs = (await parametersFor(application, other, route.path)) ?? {};
      const ours = (await parametersFor(application, own, route.path)) ?? {};
      const foreign = await call(visitors.everyRole, route, fill(route.path, theirs));
      // A date belongs to everybody: putting one makes it one's own institution's.
      if (route.path !== '/calendar/days/:date' || route.method === 'delete')
        expect([foreign.status, foreign.problem?.code]).toEqual([404, 'not-found']);
      // The same with a row of one's own above it: the inner row is still another's.
      const [innermost = ''] = Object.keys(theirs).filter((name) => name !== 'id' && route.path.includes(`:${name}`));
      if (innermost.endsWith('Id')) {
        const mixed = await call(
          visitors.everyRole,
          route,
          fill(route.path, { ...ours, [innermost]: theirs[innermost] ?? '' }),
        );
        expect([mixed.status, mixed.problem?.code]).toEqual([404, 'not-found']);
      }
      const answer = await call(visitors.everyRole, route, fill(route.path, ours));
      expect(answer.status, answer.text).toBeLessThan(500);
      // The procedure in these tests has no profile form.
      if (`${route.method} ${route.path}` !== 'patch /requests/:id/site-profile')
        expect(answer.problem?.code, answer.text).not.toBe('not-found');
    },
  );
});
