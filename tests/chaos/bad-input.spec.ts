/** Hostile input against a running meeting: every message is answered with a problem or dropped, every process lives, the meeting does not notice. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { sessionStateSchema } from '@sambung/contract/http';
import { problemSchema } from '@sambung/contract/problem';
import { io, type Socket } from 'socket.io-client';
import { call } from '../support/control-client.ts';
import { joinByLink, type Look, type Participant } from '../support/participant.ts';
import { environmentOf, udpPorts } from '../support/process-sockets.ts';
import { isAlive, type Product, startProduct } from '../support/product.ts';
import { randomBytes, seededRandom } from '../support/random.ts';
import { expectSees } from '../support/senses.ts';
import { approvedRequest, Staff } from '../support/staff.ts';

const rani: Look = { background: 'red', sweep: 'up' };
const bayu: Look = { background: 'blue', sweep: 'down' };

let product: Product;
let host: Participant;
let guest: Participant;
let code: string;
let password: string;
let pids: number[];

test.beforeAll(async () => {
  product = await startProduct();
  const { meeting } = await approvedRequest(product);
  ({ code, password } = meeting);
  [host, guest] = await Promise.all([
    joinByLink(meeting.inviteUrl, 'Rani', rani),
    joinByLink(meeting.inviteUrl, 'Bayu', bayu),
  ]);
  await expectSees(guest, 'Rani', rani);
  pids = [product.pidOf('server'), product.pidOf('sfu'), ...product.workerPids()];
});

test.afterEach(async () => {
  expect(pids.filter((pid) => !isAlive(pid))).toEqual([]);
  expect((await product.health()).status).toBe('ready');
  await expectSees(guest, 'Rani', rani);
});

test.afterAll(async () => {
  await host?.leave();
  await guest?.leave();
  await product?.dispose();
});

/** Cookie and CSRF token of somebody who only opened a page: every changing request needs them. */
async function newVisitor(): Promise<{ cookie: string; 'x-csrf-token': string }> {
  const session = await fetch(`${product.url}/api/session`);
  return { cookie: cookiesOf(session), 'x-csrf-token': sessionStateSchema.parse(await session.json()).csrfToken };
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

test('malformed HTTP is answered with a problem', async () => {
  const staff = await Staff.signIn(product, 'requester');
  const visitor = await newVisitor();
  const json = { 'content-type': 'application/json', origin: product.url, ...visitor };
  const post = (path: string, body: string, headers: Record<string, string> = json) =>
    fetch(product.url + path, { method: 'POST', headers, body });
  const answers: [string, Promise<Response>, number[]][] = [
    ['no such route', fetch(`${product.url}/api/nothing`), [404]],
    [
      'a method that is not there',
      fetch(`${product.url}/api/health`, { method: 'PATCH', headers: { origin: product.url } }),
      [403, 404, 405],
    ],
    ['broken JSON', post('/api/access', '{"code":'), [400]],
    ['JSON that is not an object', post('/api/access', '[1,2,3]'), [400]],
    ['another content type', post('/api/access', 'code=1', { ...json, 'content-type': 'text/plain' }), [400, 415]],
    ['a huge body', post('/api/access', JSON.stringify({ code, password: 'x'.repeat(2_000_000) })), [413]],
    ['a code with letters', post('/api/access', JSON.stringify({ code: '12345678x', password })), [400]],
    ['a wrong meeting password', post('/api/access', JSON.stringify({ code, password: 'salah-sekali' })), [401]],
    ['a wrong invite', post('/api/access', JSON.stringify({ code, invite: 'x'.repeat(43) })), [401]],
    ['a meeting that is not there', post('/api/access', JSON.stringify({ code: '000000000', password })), [401, 404]],
    [
      'another site',
      post('/api/access', JSON.stringify({ code, password }), { ...json, origin: 'https://elsewhere.example' }),
      [403],
    ],
    ['a request without a session', post('/api/requests', '{}'), [401, 403]],
    [
      'a request without a CSRF token',
      post('/api/requests', '{}', { 'content-type': 'application/json', origin: product.url, cookie: staff.cookie }),
      [403],
    ],
    ['an empty request', staff.send('POST', '/api/requests', {}), [400]],
    [
      'a request with wrong types',
      staff.send('POST', '/api/requests', { title: 7, startsAt: 'tomorrow', participantCount: -1 }),
      [400],
    ],
    ['an id that is no id', staff.send('GET', '/api/requests/not-an-id'), [400, 404]],
    ['an id that does not exist', staff.send('GET', '/api/requests/00000000-0000-7000-8000-000000000000'), [404]],
    [
      'an act of the office without the right',
      staff.send('POST', '/api/requests/00000000-0000-7000-8000-000000000000/no-show', {
        reason: 'x',
        version: 1,
      }),
      [403],
    ],
    [
      'a test call without the right',
      staff.send('POST', '/api/requests/00000000-0000-7000-8000-000000000000/test-calls'),
      [403],
    ],
    ['a percent sign astray', fetch(`${product.url}/api/access/%E0%A4%A`), [400, 404]],
  ];
  for (const [what, answer, statuses] of answers) {
    const response = await answer;
    expect(statuses, what).toContain(response.status);
    expect(response.headers.get('content-type'), what).toContain('application/problem+json');
    const problem = problemSchema.parse(await response.json());
    expect(problem.status, what).toBe(response.status);
    expect(problem.title.length, what).toBeGreaterThan(3);
  }
});

/** A participant's bare socket, let in by password like any other. */
async function bareSocket(auth: object): Promise<Socket> {
  const access = await fetch(`${product.url}/api/access`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: product.url, ...(await newVisitor()) },
    body: JSON.stringify({ code, password }),
  });
  const cookie = cookiesOf(access);
  return io(`${product.url}/room`, {
    auth,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { cookie, origin: product.url },
  });
}

test('malformed socket messages are answered with a problem', async () => {
  const socket = await bareSocket({ code });
  await new Promise<void>((connected, failed) => socket.once('connect', connected).once('connect_error', failed));
  const ids = { transportId: crypto.randomUUID(), producerId: crypto.randomUUID(), consumerId: crypto.randomUUID() };
  const messages: [string, unknown][] = [
    ['transport:create', { direction: 'send' }],
    ['join', null],
    ['join', { displayName: '', transportIds: [] }],
    ['join', { displayName: 'x'.repeat(10_000), transportIds: [] }],
    ['join', { displayName: 'Tamu', transportIds: ['not-an-id'] }],
    ['transport:create', { direction: 'sideways' }],
    ['transport:create', 'text'],
    ['transport:connect', { transportId: ids.transportId, dtlsParameters: { fingerprints: [] } }],
    [
      'transport:connect',
      { transportId: ids.transportId, dtlsParameters: { fingerprints: [{ algorithm: 'md5', value: '00' }] } },
    ],
    [
      'producer:create',
      {
        transportId: ids.transportId,
        kind: 'audio',
        source: 'microphone',
        paused: false,
        rtpParameters: { codecs: [] },
      },
    ],
    ['producer:pause', { producerId: ids.producerId }],
    ['consumer:create', { transportId: ids.transportId, producerId: ids.producerId, rtpCapabilities: {} }],
    ['consumer:resume', { consumerId: ids.consumerId }],
    ['consumer:resume', [[[[]]]]],
    ['test:report', { connectionState: 5 }],
    ['no:such:event', {}],
    ['__proto__', { constructor: 1 }],
  ];
  for (const [event, message] of messages) {
    const answer = await socket.timeout(10_000).emitWithAck(event, message);
    expect(answer.ok, `${event} ${JSON.stringify(message)?.slice(0, 60)}`).toBe(false);
    problemSchema.parse(answer.problem);
  }
  // Without an acknowledgement, with too many arguments, with binary: nothing to answer, nothing to break.
  socket.emit('join');
  socket.emit('join', 1, 2, 3, 4);
  socket.emit('join', Buffer.alloc(1_000));
  expect((await socket.timeout(10_000).emitWithAck('no:such:event', {})).ok).toBe(false);
  socket.close();
});

test("somebody else's media cannot be touched", async () => {
  const socket = await bareSocket({ code });
  await new Promise<void>((connected, failed) => socket.once('connect', connected).once('connect_error', failed));
  const joined = await socket.timeout(10_000).emitWithAck('join', { displayName: 'Tamu', transportIds: [] });
  expect(joined.ok).toBe(true);
  const theirs = joined.data.producers.find((producer: { kind: string }) => producer.kind === 'video');
  for (const event of ['producer:pause', 'producer:close', 'producer:resume']) {
    const answer = await socket.timeout(10_000).emitWithAck(event, { producerId: theirs.producerId });
    expect(answer.ok, event).toBe(false);
  }
  await socket.timeout(10_000).emitWithAck('leave', {});
  socket.close();
});

test('a socket without a right to the room is refused', async () => {
  const options = {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { origin: product.url },
  };
  const attempts: (() => Promise<Socket> | Socket)[] = [
    () => io(`${product.url}/room`, { ...options, auth: { code } }),
    () => bareSocket({ code: '999999999' }),
    () => bareSocket({}),
    () => io(`${product.url}/staff`, options),
    () => io(`${product.url}/nowhere`, options),
  ];
  for (const attempt of attempts) {
    const socket = await attempt();
    const outcome = await new Promise((done) =>
      socket.once('connect', () => done('let in')).once('connect_error', () => done('refused')),
    );
    socket.close();
    expect(outcome).toBe('refused');
  }
});

test('garbage, a wrong secret and a forged ticket get nowhere at the control socket', async () => {
  const sfu = product.pidOf('sfu');
  const path = environmentOf(sfu, 'CONTROL_SOCKET');
  const random = seededRandom(1);
  for (let attempt = 0; attempt < 50; attempt += 1) {
    await new Promise<void>((done) => {
      const socket = connect(path, () => socket.end(randomBytes(random, 2_000)));
      socket.on('error', () => done()).on('close', () => done());
      socket.resume();
    });
  }
  const refused = await call(path, [
    { method: 'authenticate', params: { secret: 'wrong' } },
    { method: 'node:status', params: {} },
  ]);
  expect(refused.some((answer) => answer.result)).toBe(false);
  const secret = environmentOf(sfu, 'CONTROL_SECRET');
  const forged = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"roomId":"x"}').toString('base64url')}.`;
  const answers = await call(path, [
    { method: 'authenticate', params: { secret } },
    { method: 'peer:join', params: { ticket: forged } },
  ]);
  expect(answers[0]?.result).toBeTruthy();
  expect(answers[1]?.error).toBeTruthy();
});

test('a thousand random datagrams to each worker are dropped', async () => {
  const random = seededRandom(2);
  const sender = createSocket('udp4');
  for (const pid of product.workerPids()) {
    for (const port of udpPorts(pid)) {
      for (let count = 0; count < 1_000; count += 1) {
        const datagram = randomBytes(random, 1_400);
        // Half of them look like STUN, DTLS, RTP or RTCP at first sight.
        if (count % 2 === 0) datagram[0] = [0, 1, 20, 22, 23, 63, 128, 144, 191][count % 9] ?? 0;
        await new Promise<void>((sent) => sender.send(datagram, port, '127.0.0.1', () => sent()));
      }
    }
  }
  sender.close();
});
