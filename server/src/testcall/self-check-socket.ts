/** The `/self-check` namespace: a page tests its way to the media node in a room of its own, so that nobody in the test call sees or hears it. */
import { randomUUID } from 'node:crypto';
import { type SelfCheckRequests, selfCheckAuthSchema, selfCheckRequests } from '@sambung/contract/self-check';
import type { Server, Socket } from 'socket.io';
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import { findRoomAccess } from '../meeting/index.ts';
import { DomainError, languageOf, parseInput, problemOf } from '../problem.ts';
import { type RequestHandlers, serveRequests } from '../signaling/index.ts';

/** One way is tried within this. Longer lets a page burden the node, shorter cuts off slow lines. */
const roundMs = 30_000;
/** Rounds of one link in a quarter of an hour: four a check. Higher lets a held link keep the node busier. */
const rounds = { limit: 60, windowMs: 15 * 60_000 };

type SelfCheckSfu = Pick<Sfu, 'request' | 'join'>;
interface CheckingPage {
  accessId: string;
}

export function serveSelfChecks(io: Server, context: Context, sfu: SelfCheckSfu): void {
  const namespace = io.of('/self-check');
  const begun = new Map<string, number[]>();
  const countRound = (accessId: string) => {
    const now = performance.now();
    for (const [id, instants] of begun) if ((instants.at(-1) ?? 0) < now - rounds.windowMs) begun.delete(id);
    const recent = (begun.get(accessId) ?? []).filter((at) => at > now - rounds.windowMs);
    if (recent.length >= rounds.limit) throw new DomainError('too-many-requests');
    begun.set(accessId, [...recent, now]);
  };
  namespace.use((socket, next) => {
    admit(context, socket).then(
      (accessId) => {
        // One check a link: whoever begins anew ends the one before.
        for (const other of namespace.sockets.values())
          if ((other.data as CheckingPage).accessId === accessId) other.disconnect(true);
        socket.data = { accessId } satisfies CheckingPage;
        next();
      },
      (error) => {
        const { cookie, 'accept-language': acceptLanguage } = socket.handshake.headers;
        const problem = problemOf(error, languageOf({ cookie, 'accept-language': acceptLanguage }));
        if (problem.code === 'internal') context.log.error({ err: error }, 'a self-check handshake failed');
        next(Object.assign(new Error(problem.code), { data: problem }));
      },
    );
  });
  namespace.on('connection', (socket) => {
    const round = new Round(sfu, context);
    serveRequests({
      socket,
      requests: selfCheckRequests,
      handlers: handlersOf(round, sfu, () => countRound((socket.data as CheckingPage).accessId)),
      log: context.log,
    });
    socket.on('disconnect', () => void round.end());
  });
}

/** The id of the access behind the cookie of a test call that is not over. */
async function admit(context: Context, socket: Socket): Promise<string> {
  const { code } = parseInput(selfCheckAuthSchema, socket.handshake.auth);
  const access = await findRoomAccess(context, code, socket.handshake.headers.cookie);
  if (access?.room.kind !== 'test-call') throw new DomainError('link-not-valid');
  if (access.room.endedAt !== null) throw new DomainError('room-not-open');
  return access.accessId;
}

function handlersOf(round: Round, sfu: SelfCheckSfu, count: () => void): RequestHandlers<SelfCheckRequests> {
  return {
    begin: () => {
      count();
      return round.begin();
    },
    end: async () => {
      await round.end();
      return {};
    },
    'transport:connect': (input) => sfu.request('transport:connect', { ...input, ...round.self }),
    'producer:create': (input) => sfu.request('producer:create', { ...input, ...round.self }),
    'consumer:create': (input) => sfu.request('consumer:create', { ...input, ...round.self }),
    'consumer:resume': (input) => sfu.request('consumer:resume', { ...input, ...round.self }),
  };
}

/** One way being tried: a room with one peer in it, who receives what it sends. */
class Round {
  readonly #sfu: SelfCheckSfu;
  readonly #log: Context['log'];
  #self: { roomId: string; peerId: string } | null = null;
  #over: NodeJS.Timeout | undefined;

  constructor(sfu: SelfCheckSfu, { log }: Pick<Context, 'log'>) {
    this.#sfu = sfu;
    this.#log = log;
  }

  /** Throws `not-joined` while none is under way. */
  get self(): { roomId: string; peerId: string } {
    if (!this.#self) throw new DomainError('not-joined');
    return this.#self;
  }

  async begin() {
    const before = this.#self;
    const self = { roomId: randomUUID(), peerId: randomUUID() };
    this.#self = self;
    clearTimeout(this.#over);
    this.#over = setTimeout(() => void this.end(), roundMs);
    if (before) await this.#close(before);
    const made = await this.#open(self);
    if (this.#self === self) return made;
    // The page went away, or began anew, while the room was made.
    await this.#close(self);
    throw new DomainError('not-joined');
  }

  async #open(self: { roomId: string; peerId: string }) {
    const { routerRtpCapabilities } = await this.#sfu.request('room:open', { roomId: self.roomId });
    await this.#sfu.join(self.roomId, self.peerId);
    const [send, receive] = await Promise.all(
      (['send', 'receive'] as const).map((direction) => this.#sfu.request('transport:create', { ...self, direction })),
    );
    if (!send || !receive) throw new DomainError('media-unavailable');
    return { routerRtpCapabilities, send, receive };
  }

  async end(): Promise<void> {
    clearTimeout(this.#over);
    const self = this.#self;
    this.#self = null;
    if (self) await this.#close(self);
  }

  async #close({ roomId }: { roomId: string }): Promise<void> {
    // A node that is away has lost the room already, or sweeps it when nobody is in it.
    await this.#sfu
      .request('room:close', { roomId })
      .catch((error) => this.#log.warn({ err: error }, 'the room of a self-check was not closed'));
  }
}
