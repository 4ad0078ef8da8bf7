/** Tests of the control socket with a real server on a real Unix socket: strangers and garbage are dropped, servers are served. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sfuErrorCodes } from '@sambung/contract/sfu';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { createLog } from '../log.ts';
import { RoomRegistry } from '../room-registry.ts';
import { SfuError } from '../sfu-error.ts';
import { TicketVerifier } from '../ticket.ts';
import { authenticateTimeoutMs } from './connection.ts';
import { createHandlers } from './handlers.ts';
import { ControlServer } from './server.ts';

const secret = randomBytes(32).toString('hex');
const worker = { pid: 4242, binary: '/opt/worker', stock: false, roomCount: 0 };
const noWorker = {
  acquire: () => Promise.reject(new SfuError('media', 'no media worker is running')),
  workers: [],
  info: () => [worker],
};

let directory: string;
let socketPath: string;
let server: ControlServer;
let sockets: Socket[];
let disconnected: number[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sfu-'));
  socketPath = join(directory, 'control.sock');
  sockets = [];
  disconnected = [];
  server = await listen();
});

afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets) socket.destroy();
  await server.close();
  rmSync(directory, { recursive: true });
});

function listen(): Promise<ControlServer> {
  const pipeListen = { address: '127.0.0.1', announcedAddress: null };
  const rooms = new RoomRegistry({ workers: noWorker, streamsPerWorker: 500, pipeListen, notify: () => {} });
  const handlers = createHandlers(noWorker, rooms, new TicketVerifier(secret));
  const gone = disconnected;
  const onDisconnected = (connectionId: number) => void gone.push(connectionId);
  return ControlServer.listen({ socketPath, secret, handlers, log: createLog('silent'), onDisconnected });
}

async function open(): Promise<Socket> {
  const socket = createConnection(socketPath);
  sockets.push(socket);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

async function client(): Promise<MessageConnection> {
  const socket = await open();
  const rpc = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
  rpc.listen();
  return rpc;
}

async function authenticated(): Promise<MessageConnection> {
  const rpc = await client();
  await rpc.sendRequest('authenticate', { secret });
  return rpc;
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    if (socket.destroyed) resolve();
    socket.resume().once('close', resolve);
  });
const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error) => error.code,
  );
const frame = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('a server with the secret', () => {
  it('is told who the node is and what runs', async () => {
    const rpc = await client();
    expect(await rpc.sendRequest('authenticate', { secret })).toMatchObject({ nodeId: expect.any(String) });
    expect(await rpc.sendRequest('node:status', {})).toEqual({ workers: [worker], roomIds: [] });
  });

  it('learns why a request was refused, by code', async () => {
    const rpc = await authenticated();
    const ids = { roomId: randomUUID(), peerId: randomUUID() };
    expect(await codeOf(rpc.sendRequest('room:open', { roomId: 'no id' }))).toBe(sfuErrorCodes.invalidInput);
    expect(await codeOf(rpc.sendRequest('room:open', { roomId: ids.roomId }))).toBe(sfuErrorCodes.media);
    expect(await codeOf(rpc.sendRequest('peer:leave', ids))).toBe(sfuErrorCodes.notFound);
    expect(await codeOf(rpc.sendRequest('peer:join', { ticket: 'forged' }))).toBe(sfuErrorCodes.ticketNotValid);
    expect(await codeOf(rpc.sendRequest('worker:kill', {}))).toBe(-32601);
    expect(await codeOf(rpc.sendRequest('__proto__', {}))).toBe(-32601);
  });

  it('shares the node with others, and every one is notified', async () => {
    const [one, two] = [await authenticated(), await authenticated()];
    const heard = [one, two].map((rpc) => new Promise((resolve) => rpc.onNotification('room:lost', resolve)));
    const roomId = randomUUID();
    server.notify('room:lost', { roomId });
    expect(await Promise.all(heard)).toEqual([{ roomId }, { roomId }]);
  });

  it('is noticed when it goes', async () => {
    await authenticated();
    sockets[0]?.destroy();
    await expect.poll(() => disconnected).toHaveLength(1);
  });
});

describe('a stranger', () => {
  it('is refused everything before authenticating', async () => {
    const rpc = await client();
    expect(await codeOf(rpc.sendRequest('node:status', {}))).toBe(sfuErrorCodes.notAuthenticated);
    expect(await codeOf(rpc.sendRequest('anything', {}))).toBe(sfuErrorCodes.notAuthenticated);
  });

  it('with a wrong secret is refused and stays refused', async () => {
    const rpc = await client();
    expect(await codeOf(rpc.sendRequest('authenticate', { secret: `${secret.slice(1)}x` }))).toBe(
      sfuErrorCodes.notAuthenticated,
    );
    expect(await codeOf(rpc.sendRequest('node:status', {}))).toBe(sfuErrorCodes.notAuthenticated);
  });

  it('who stays silent is dropped after the time to authenticate', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const socket = await open();
    // The server's timer starts once it has accepted, which an answered request proves.
    const answered = new Promise((resolve) => socket.once('data', resolve));
    socket.write(frame('{"jsonrpc":"2.0","id":1,"method":"node:status","params":{}}'));
    await answered;
    vi.advanceTimersByTime(authenticateTimeoutMs);
    await closed(socket);
  });

  it('hears no notification', async () => {
    const stranger = await client();
    let heard = 0;
    stranger.onNotification(() => {
      heard++;
    });
    const known = await authenticated();
    const told = new Promise((resolve) => known.onNotification('room:lost', resolve));
    server.notify('room:lost', { roomId: randomUUID() });
    await told;
    expect(await codeOf(stranger.sendRequest('node:status', {}))).toBe(sfuErrorCodes.notAuthenticated);
    expect(heard).toBe(0);
  });
});

describe('garbage', () => {
  const malformed = [
    'garbage without a header\r\n\r\n',
    'Content-Length: many\r\n\r\n{}',
    'Content-Length: -5\r\n\r\n{}',
    'Content-Type: x\r\n\r\n{}',
    frame('{"jsonrpc":'),
    frame('null'),
    frame('[]'),
    frame('7'),
    frame('{"jsonrpc":"2.0","id":{},"method":[]}'),
    frame('{"jsonrpc":"2.0","id":1,"method":"authenticate","params":[[[[]]]]}'),
    frame('{"jsonrpc":"2.0","id":1,"method":"authenticate","params":{"secret":7}}'),
    frame('{"jsonrpc":"2.0","id":9,"result":{}}'),
    frame('{"jsonrpc":"2.0","method":"$/setTrace","params":{"value":"verbose"}}'),
    frame('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}'),
    '\0'.repeat(3000),
  ];

  it('of every kind, a hundred times, leaves the node serving its servers', async () => {
    const rpc = await authenticated();
    for (let i = 0; i < 100; i++) {
      const socket = await open();
      const random = randomBytes(1 + (i % 500));
      socket.end(malformed[i] ?? (i % 2 ? random : frame(random.toString('latin1'))));
      await closed(socket);
    }
    expect(await rpc.sendRequest('node:status', {})).toMatchObject({ roomIds: [] });
  });

  it('that never ends is cut off', async () => {
    const socket = await open();
    const done = closed(socket);
    socket.write('Content-Length: 4000000000\r\n\r\n');
    const chunk = Buffer.alloc(64_000);
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
    await done;
    expect(await (await authenticated()).sendRequest('node:status', {})).toBeDefined();
  });
});

describe('the socket file', () => {
  it('is for its owner alone', () => {
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  });

  it('of a living node is not taken over', async () => {
    await expect(listen()).rejects.toThrow(/already listens/);
  });

  it('left by a killed process is replaced', async () => {
    await server.close();
    writeFileSync(socketPath, '');
    server = await listen();
    expect(await (await authenticated()).sendRequest('node:status', {})).toBeDefined();
    expect(existsSync(socketPath)).toBe(true);
  });
});
