/** Requests to the server: tokens, languages, problems. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, getSession, signIn, signOut } from './http.ts';
import { ApiProblem } from './problem.ts';
import { isServerReachable, serverAnswered } from './reachability.ts';

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}
let sent: Sent[];
let answers: (Response | Error)[];

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const session = (csrfToken: string) => json(200, { staff: null, csrfToken, demo: false });
const problem = (status: number, code: string) => json(status, { type: `/problems/${code}`, code, title: 'x', status });

beforeEach(async () => {
  sent = [];
  answers = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    sent.push({ method: init.method ?? 'GET', path, headers: init.headers as Record<string, string>, body });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`unexpected request to ${path}`);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  answers = [session('old'), json(200, {})];
  await signOut();
  sent = [];
});
afterEach(() => {
  serverAnswered();
  vi.unstubAllGlobals();
});

describe('a changing request', () => {
  it('fetches a CSRF token first when there is none, and sends it with the reader’s language', async () => {
    answers = [session('fresh'), session('signed-in')];
    await signIn({ email: 'a@b.example', password: 'x' });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/session', 'POST /api/session']);
    expect(sent[1]?.headers).toMatchObject({ 'x-csrf-token': 'fresh', 'accept-language': 'id' });
    expect(sent[1]?.body).toEqual({ email: 'a@b.example', password: 'x' });
  });

  it('uses the token that came with the last session state', async () => {
    answers = [session('one'), json(200, {})];
    await getSession();
    await call('POST', '/api/requests', {});
    expect(sent[1]?.headers['x-csrf-token']).toBe('one');
  });

  it('is sent once more with a new token when the old one has expired, and only once', async () => {
    answers = [session('stale'), problem(403, 'csrf-token-missing'), session('new'), json(201, { id: 1 })];
    await getSession();
    await expect(call('POST', '/api/requests', {})).resolves.toEqual({ id: 1 });
    expect(sent.at(-1)?.headers['x-csrf-token']).toBe('new');
    answers = [problem(403, 'csrf-token-missing'), session('newer'), problem(403, 'csrf-token-missing')];
    await expect(call('POST', '/api/requests', {})).rejects.toMatchObject({ code: 'csrf-token-missing' });
  });
});

describe('a failure', () => {
  it('is an ApiProblem with the server’s code and fields', async () => {
    answers = [
      json(400, { type: '', code: 'invalid-input', title: '', status: 400, errors: [{ pointer: '/a', detail: 'b' }] }),
    ];
    const error = await call('GET', '/api/x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiProblem);
    expect((error as ApiProblem).problem.errors).toEqual([{ pointer: '/a', detail: 'b' }]);
  });

  it('of the network is "server-unreachable", until the server answers again', async () => {
    answers = [new TypeError('failed to fetch'), json(200, [])];
    await expect(call('GET', '/api/places')).rejects.toMatchObject({ code: 'server-unreachable' });
    expect(isServerReachable()).toBe(false);
    await call('GET', '/api/places');
    expect(isServerReachable()).toBe(true);
  });

  it('of a gateway in front of the server is told apart from our own 503', async () => {
    answers = [new Response('<h1>Bad gateway</h1>', { status: 502 }), problem(503, 'not-ready')];
    await expect(call('GET', '/api/places')).rejects.toMatchObject({ code: 'server-unreachable' });
    await expect(call('GET', '/api/places')).rejects.toMatchObject({ code: 'not-ready' });
  });

  it('that is not a problem document reads as a fault of ours', async () => {
    answers = [new Response('oops', { status: 500 })];
    await expect(call('GET', '/api/places')).rejects.toMatchObject({ code: 'internal' });
  });
});
