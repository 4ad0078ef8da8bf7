/** Tests of the socket wrapper: every request is answered, whatever was sent, and nothing that is sent throws. */
import type { Ack } from '@sambung/contract/problem';
import type { Logger } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { DomainError } from '../problem.ts';
import { serveRequests } from './requests.ts';

const requests = {
  'room:greet': { input: z.object({ name: z.string().min(1).max(10) }), result: z.object({ greeting: z.string() }) },
  'room:fail': { input: z.object({}), result: z.object({}) },
  'room:refuse': { input: z.object({}), result: z.object({}) },
};

function serve({ authorise = (_name: string) => {} } = {}) {
  let listener: (event: string, ...args: unknown[]) => void = () => {};
  let now = 0;
  const log = { debug: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const disconnect = vi.fn();
  serveRequests({
    socket: {
      id: 'socket-1',
      handshake: { headers: { 'accept-language': 'en' } },
      onAny: (added) => {
        listener = added;
      },
      disconnect,
    },
    requests,
    handlers: {
      'room:greet': ({ name }) => ({ greeting: `hello ${name}`, secret: 'not in the contract' }),
      'room:fail': () => {
        throw new Error('connection string with a password');
      },
      'room:refuse': async () => {
        throw new DomainError('forbidden');
      },
    },
    authorise,
    log: log as unknown as Logger,
    nowMs: () => now,
  });
  const send = (event: string, ...args: unknown[]) => listener(event, ...args);
  const ask = (event: string, ...args: unknown[]) =>
    new Promise<Ack<unknown>>((resolve) => listener(event, ...args, resolve));
  const code = async (event: string, ...args: unknown[]) => {
    const answer = await ask(event, ...args);
    return answer.ok ? 'ok' : answer.problem.code;
  };
  return { send, ask, code, log, disconnect, wait: (ms: number) => (now += ms) };
}

describe('a request', () => {
  it('is answered with what the contract says and nothing more', async () => {
    expect(await serve().ask('room:greet', { name: 'Sari' })).toEqual({ ok: true, data: { greeting: 'hello Sari' } });
  });

  it('with wrong input names the field', async () => {
    const answer = await serve().ask('room:greet', { name: '' });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid-input', errors: [{ pointer: '/name' }] } });
  });

  it('that is refused says so', async () => {
    expect(await serve().code('room:refuse', {})).toBe('forbidden');
  });

  it('that fails tells nothing of the cause, which is logged under the id the page got', async () => {
    const { ask, log } = serve();
    const answer = await ask('room:fail', {});
    expect(answer).toMatchObject({ ok: false, problem: { code: 'internal', status: 500 } });
    expect(JSON.stringify(answer)).not.toContain('password');
    const requestId = answer.ok ? undefined : answer.problem.requestId;
    expect(log.error).toHaveBeenCalledWith(expect.objectContaining({ requestId }), expect.any(String));
  });

  it('is authorised before its input is looked at', async () => {
    const { code } = serve({
      authorise: () => {
        throw new DomainError('not-joined');
      },
    });
    expect(await code('room:greet', { name: 7 })).toBe('not-joined');
  });

  it('is not logged with what it carried', async () => {
    const { ask, log } = serve();
    await ask('room:greet', { name: 'Sari' });
    expect(JSON.stringify(log.debug.mock.calls)).toContain('room:greet');
    expect(JSON.stringify(log.debug.mock.calls)).not.toContain('Sari');
  });
});

describe('what no page sends', () => {
  const deep = () => {
    let value: unknown = 'end';
    for (let i = 0; i < 50; i++) value = [value];
    return value;
  };
  it.each<[string, unknown[], string]>([
    ['an unknown event', [{}], 'not-found'],
    ['__proto__', [{}], 'not-found'],
    ['constructor', [{}], 'not-found'],
    ['room:greet', [], 'invalid-input'],
    ['room:greet', [null], 'invalid-input'],
    ['room:greet', ['text'], 'invalid-input'],
    ['room:greet', [[[]]], 'invalid-input'],
    ['room:greet', [7, 8, 9], 'invalid-input'],
    ['room:greet', [Buffer.alloc(10)], 'invalid-input'],
    ['room:greet', [{ name: 'x'.repeat(1_000_000) }], 'invalid-input'],
    ['room:greet', [{ name: 'a\0b' }], 'malformed-body'],
    ['room:greet', [{ 'na\0me': 'a' }], 'malformed-body'],
    ['room:greet', [{ name: deep() }], 'malformed-body'],
  ])('%s with %j is answered with a problem', async (event, args, expected) => {
    expect(await serve().code(event, ...args)).toBe(expected);
  });

  it.each([[[]], [[{}]], [['ack']], [[null, undefined]]])(
    'without an acknowledgement (%j) is dropped',
    async (args) => {
      const { send, code } = serve();
      expect(() => send('room:greet', ...args)).not.toThrow();
      expect(await code('room:greet', { name: 'Sari' })).toBe('ok');
    },
  );
});

describe('a flood', () => {
  it('is refused beyond the burst, and served again after a while', async () => {
    const { code, wait } = serve();
    const answers = await Promise.all(Array.from({ length: 1_201 }, () => code('room:greet', { name: 'Sari' })));
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(1_200);
    expect(answers.at(-1)).toBe('too-many-requests');
    wait(1_000);
    expect(await code('room:greet', { name: 'Sari' })).toBe('ok');
  });

  it('that goes on is disconnected', async () => {
    const { send, disconnect } = serve();
    for (let i = 0; i < 1_200 + 500; i++) send('room:greet', {}, () => {});
    expect(disconnect).not.toHaveBeenCalled();
    send('room:greet', {}, () => {});
    expect(disconnect).toHaveBeenCalledWith(true);
  });
});
