/** What stands before every route: origins, CSRF, malformed bodies, unknown addresses, headers, proxies, health. */
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { healthSchema } from '@sambung/contract/http';
import { problemSchema } from '@sambung/contract/problem';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  password,
  startApplication,
} from '../test/application.ts';
import { requestValues } from '../test/procedure.ts';
import { limitRate } from './guard.ts';
import { answerProblems } from './problem-http.ts';

let application: Application;
let institution: Institution;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
});
afterAll(() => application.close());

const json = { 'content-type': 'application/json' };

test('a change without the CSRF token, or with a wrong or another session’s one, is refused on every route', async () => {
  const person = await application.signedIn(institution.people.everyRole);
  const other = (await application.visitor().get('/api/session')).body.csrfToken;
  const routes = [
    ['POST', '/api/session'],
    ['DELETE', '/api/session'],
    ['POST', '/api/setup'],
    ['POST', '/api/requests'],
    ['POST', '/api/requests/01970000-0000-7000-8000-000000000000/submission'],
    ['POST', '/api/access'],
  ] as const;
  for (const [method, path] of routes) {
    for (const token of [undefined, '', 'salah', other]) {
      const headers = { ...json, ...(token !== undefined && { 'x-csrf-token': token }) };
      const answer = await person.send(method, path, '{}', headers);
      expect(answer.status).toBe(403);
      expect(answer.problem).toMatchObject({ code: 'csrf-token-missing', title: 'The page session has expired' });
    }
  }
  expect((await person.get('/api/session')).body.staff).not.toBeNull();
});

test('a change sent by another site’s page is refused, even with the token', async () => {
  const person = await application.signedIn(institution.people.requester);
  const { sopVersionId, places } = institution;
  const input = { sopVersionId, values: requestValues(places[0]?.id ?? '') };
  const port = new URL(application.url).port;
  for (const origin of ['https://jahat.example', 'null', `http://localhost:${port}0`, 'http://127.0.0.1', 'garbage']) {
    const answer = await person.post('/api/requests', input, { origin });
    expect(answer.problem.code).toBe('origin-not-allowed');
  }
  expect((await person.post('/api/requests', input, { origin: application.url })).status).toBe(201);
});

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const malformed: [string, string | Uint8Array<ArrayBuffer>, Record<string, string>, string][] = [
  ['nothing', '', json, 'invalid-input'],
  ['half an object', '{"email":', json, 'malformed-body'],
  ['a bare word', 'halo', json, 'malformed-body'],
  ['a bare string', '"halo"', json, 'malformed-body'],
  ['a bare number', '42', json, 'malformed-body'],
  ['null', 'null', json, 'malformed-body'],
  ['an array', '[]', json, 'invalid-input'],
  ['an empty object', '{}', json, 'invalid-input'],
  ['wrong kinds', '{"email":{"$gt":""},"password":["x"]}', json, 'invalid-input'],
  ['a prototype', '{"__proto__":{"email":"a@b.example"},"constructor":1}', json, 'invalid-input'],
  ['a null character', '{"email":"a@b.example","password":"a\\u0000b"}', json, 'malformed-body'],
  ['a null character in a name', '{"a\\u0000":1}', json, 'malformed-body'],
  ['a lone surrogate', '{"email":"a@b.example","password":"\\ud800"}', json, 'wrong-credentials'],
  ['very deep nesting', deep, json, 'malformed-body'],
  ['too much', JSON.stringify({ email: 'x'.repeat(200_000) }), json, 'payload-too-large'],
  ['a huge number', '{"email":1e999,"password":1}', json, 'invalid-input'],
  ['a form', 'email=a', { 'content-type': 'application/x-www-form-urlencoded' }, 'malformed-body'],
  ['plain text', '{}', { 'content-type': 'text/plain' }, 'malformed-body'],
  ['no type', new Uint8Array([123, 125]), {}, 'malformed-body'],
  ['a wrong character set', '{}', { 'content-type': 'application/json; charset=latin1' }, 'malformed-body'],
  ['a wrong encoding', '{}', { ...json, 'content-encoding': 'zip' }, 'malformed-body'],
  ['bytes that are no gzip', new Uint8Array([1, 2, 3]), { ...json, 'content-encoding': 'gzip' }, 'malformed-body'],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), json, 'malformed-body'],
];

test.each(malformed)('a body with %s is answered with a problem', async (_name, body, headers, code) => {
  const visitor = application.visitor();
  const { csrfToken } = (await visitor.get('/api/session')).body;
  for (const path of ['/api/session', '/api/access', '/api/setup']) {
    const answer = await visitor.send('POST', path, body, { 'x-csrf-token': csrfToken, ...headers });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = problemSchema.parse(answer.body);
    expect(problem.status).toBe(answer.status);
    expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
    expect(problem.code === code || (code === 'wrong-credentials' && problem.code === 'invalid-input')).toBe(true);
  }
  expect((await visitor.get('/api/health')).status).toBe(200);
  expect(application.log()).not.toContain('"level":50');
});

test.each([
  'GARBAGE\r\n\r\n',
  'GET /api/health HTTP/9.9\r\n\r\n',
  'POST /api/session HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
])('bytes that are no HTTP end their own connection only: %j', async (bytes) => {
  const { port } = new URL(application.url);
  const answer = await new Promise<string>((done) => {
    let received = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (data) => {
      received += data;
    });
    socket.on('close', () => done(received));
    socket.on('error', () => done(received));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 (400|505)/);
  expect((await application.visitor().get('/api/health')).status).toBe(200);
});

test('an address that cannot be decoded is a problem, not a failure', async () => {
  for (const path of ['/api/requests?q=%00', '/api/access/%', '/api/requests/%E0%A4%A', '/%C0%AE.js']) {
    const answer = await application.visitor().get(path);
    expect(['malformed-body', 'not-found']).toContain(answer.problem.code);
  }
});

test('unknown addresses and methods are told as such, in the reader’s language', async () => {
  const indonesian = application.visitor('id');
  expect((await indonesian.get('/api/tidak-ada')).problem).toMatchObject({
    code: 'not-found',
    title: 'Tidak ditemukan',
  });
  const person = await application.signedIn(institution.people.everyRole);
  const wrong = [
    ['PUT', '/api/session', 'GET, POST, DELETE'],
    ['DELETE', '/api/places', 'GET, POST'],
    ['PUT', '/api/requests', 'GET, POST'],
    ['PUT', '/api/requests/1/submission', 'POST'],
    ['DELETE', '/api/access/123456789', 'GET'],
    ['POST', '/api/health', 'GET'],
  ] as const;
  for (const [method, path, allowed] of wrong) {
    const answer = await person.change(method, path, {}, {});
    expect(answer.problem.code).toBe('method-not-allowed');
    expect(answer.headers.get('allow')).toBe(allowed);
  }
});

test('the headers let the page load only its own things', async () => {
  const { headers } = await application.visitor().get('/api/session');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  // WebAssembly and nothing else: no inline script, no `eval`.
  expect(policy.split(';').map((part) => part.trim())).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('strict-transport-security')).toBeNull();
});

test('health is ready with database and worker, and says what is missing otherwise', async () => {
  const healthy = await application.visitor().get('/api/health');
  expect(healthy.status).toBe(200);
  expect(healthSchema.parse(healthy.body)).toMatchObject({
    status: 'ready',
    database: 'ready',
    sfu: { workers: [{ pid: 1, binary: '/worker' }] },
  });
  for (const [sfu, reason] of [
    [{ connected: false, workers: [] }, /sfu node is not connected/],
    [{ connected: true, workers: [] }, /no media worker/],
  ] as const) {
    const ill = await startApplication({}, { sfu: { ...sfu, workers: [...sfu.workers] } });
    try {
      const answer = await ill.visitor().get('/api/health');
      expect(answer.status).toBe(503);
      expect(healthSchema.parse(answer.body).reason).toMatch(reason);
    } finally {
      await ill.close();
    }
  }
});

test('X-Forwarded-For counts only from a trusted proxy', async () => {
  for (const [trustedProxies, limited] of [
    [[], true],
    [['127.0.0.1'], false],
  ] as const) {
    const own = await startApplication({ trustedProxies });
    try {
      const { people } = await createInstitution(own);
      for (let tries = 0; tries < 10; tries++) {
        await own
          .visitor()
          .post('/api/session', { email: people.admin, password: 'salah' }, { 'x-forwarded-for': `192.0.2.${tries}` });
      }
      const answer = await own
        .visitor()
        .post('/api/session', { email: people.admin, password }, { 'x-forwarded-for': '192.0.2.77' });
      expect(answer.status).toBe(limited ? 429 : 200);
    } finally {
      await own.close();
    }
  }
});

test('over https the cookies are Secure and the page stays on https', async () => {
  const own = await startApplication({ publicUrl: 'https://rapat.contoh.example', trustedProxies: ['127.0.0.1'] });
  try {
    const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };
    const answer = await own.visitor().get('/api/session', proxied);
    expect(answer.headers.getSetCookie().join()).toMatch(/sambung_staff=.*Secure/);
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    expect(answer.headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  } finally {
    await own.close();
  }
});

test('a socket from another site’s page is refused at the handshake', async () => {
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((done, fail) => {
      const path = '/socket.io/?EIO=4&transport=polling';
      const req = httpRequest(new URL(path, application.url), { headers }, (res) => done(res.resume().statusCode));
      req.on('error', fail).end();
    });
  expect(await ask({ origin: 'https://jahat.example' })).toBe(403);
  expect(await ask({ origin: 'null' })).toBe(403);
  expect(await ask({ origin: application.url })).toBe(200);
  expect(await ask({})).toBe(200);
});

test('every address of the interface is limited generously, health is not', async () => {
  const visitor = application.visitor();
  const policyOf = async (path: string) => (await visitor.get(path)).headers.get('ratelimit-policy');
  expect(await policyOf('/api/places')).toMatch(/q=1200; w=60/);
  expect(await policyOf('/api/setup')).toMatch(/q=1200; w=60/);
  expect(await policyOf('/api/nothing')).toMatch(/q=1200; w=60/);
  expect(await policyOf('/api/health')).toBeNull();
});

test('what pages ask that go into a room is counted apart, so that a lecture of a thousand can begin behind one address', async () => {
  const visitor = application.visitor();
  /** Which of the two limits a request was counted under. */
  const limitOf = ({ headers }: { headers: Headers }) =>
    /q=(1200|6000);/.exec(headers.get('ratelimit-policy') ?? '')?.[1];
  for (const path of ['/api/session', '/api/access/123456789', '/api/privacy-notice'])
    expect(limitOf(await visitor.get(path)), path).toBe('6000');
  expect(limitOf(await visitor.post('/api/access', { code: '123456789', invite: 'x' }))).toBe('6000');
  // Nothing else of the same addresses: signing in, files, what lies below.
  for (const path of ['/api/access/123456789/files', '/api/access/123456789/rating'])
    expect(limitOf(await visitor.post(path, {})), path).toBe('1200');
  expect(limitOf(await visitor.post('/api/session', { email: 'a@b.example', password: 'x' }))).toBe('1200');
});

test('beyond its limit a sender is told to wait, and only that sender', async () => {
  const app = express()
    .set('trust proxy', 'loopback')
    .use(limitRate({ limit: 3, windowMs: 3_600_000 }))
    .get('/', (_req, res) => {
      res.json({});
    })
    .use(answerProblems(application.context.log));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    const ask = async (sender: string) => (await fetch(url, { headers: { 'x-forwarded-for': sender } })).status;
    for (let sent = 0; sent < 3; sent++) expect(await ask('192.0.2.1')).toBe(200);
    const told = await fetch(url, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    const problem = problemSchema.parse(await told.json());
    expect([told.status, problem.code]).toEqual([429, 'too-many-requests']);
    expect(problem.retryAfterSeconds).toBeGreaterThan(3_500);
    expect(told.headers.get('retry-after')).toBe(String(problem.retryAfterSeconds));
    expect(await ask('192.0.2.2')).toBe(200);
    // One sender has a whole IPv6 network, so its addresses count together.
    for (let sent = 0; sent < 3; sent++) expect(await ask(`2001:db8::${sent}`)).toBe(200);
    expect(await ask('2001:db8::ffff')).toBe(429);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
