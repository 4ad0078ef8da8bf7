/** The signalling socket of a room: Socket.IO typed by the contract, requests that answer data or throw what went wrong. */
import type { Ack, Problem } from '@sambung/contract/problem';
import type {
  RoomClientEvents,
  RoomNotifications,
  RoomRequestInput,
  RoomRequestName,
  RoomRequestResult,
  RoomServerEvents,
} from '@sambung/contract/socket';
import { io, type Socket } from 'socket.io-client';

/** How long an answer may take. Higher: patient with a slow line. Lower: a stuck connection is replaced sooner. */
const requestTimeoutMs = 6_000;
/** First and longest pause between attempts to reconnect. Higher: calmer on a server that restarts. Lower: back sooner. */
const reconnectPauseMs = { first: 200, longest: 1_000 };

/** A request that got no data: the server's problem, or no answer at all (`problem` is null). */
export class RequestFailed extends Error {
  readonly request: string;
  readonly problem: Problem | null;

  constructor(request: string, problem: Problem | null) {
    super(problem ? `${request}: ${problem.code}` : `${request}: no answer`);
    this.name = 'RequestFailed';
    this.request = request;
    this.problem = problem;
  }
}

/** How the room's requests are made. */
export type Request = <N extends RoomRequestName>(name: N, input: RoomRequestInput<N>) => Promise<RoomRequestResult<N>>;

/** Whether what a request was about no longer exists at the node. */
export const isGone = (error: unknown) =>
  error instanceof RequestFailed && (error.problem?.code === 'media-not-found' || error.problem?.code === 'not-found');

/** Every notification of the room, in the order it came. */
export type RoomNotice = {
  [N in keyof RoomNotifications]: { name: N; data: RoomNotifications[N] };
}[keyof RoomNotifications];

export type RoomSocketListener = {
  connected(): void;
  disconnected(): void;
  /** The server refused the connection for a reason that waiting does not cure. */
  refused(problem: Problem): void;
  notified(notice: RoomNotice): void;
};

const noticeNames = [
  'participant:joined',
  'participant:left',
  'producer:opened',
  'producer:changed',
  'producer:closed',
  'producer:wanted',
  'consumer:closed',
  'speakers:changed',
  'media:lost',
  'room:ended',
  'test:planned',
  'test:talk',
  'room:changed',
  'lobby:changed',
  'lobby:admitted',
  'lobby:told',
  'chat:said',
  'reaction:sent',
  'source:stopped',
  'source:asked',
] as const satisfies readonly (keyof RoomNotifications)[];

/** Codes that mean "not now"; every other refusal is final. */
const passingCodes = new Set<Problem['code']>([
  'media-unavailable',
  'not-ready',
  'internal',
  'too-many-requests',
  'crowded',
  'media-not-found',
  'not-joined',
]);

/** True when trying the same thing again later may work. */
export const isPassing = (problem: Problem) => passingCodes.has(problem.code);

export class RoomSocket {
  readonly #socket: Socket<RoomServerEvents, RoomClientEvents>;
  readonly #listener: RoomSocketListener;
  /** Which of a person's pages this is. */
  readonly #pageId = newPageId();
  #wasIn = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(code: string, listener: RoomSocketListener) {
    this.#listener = listener;
    this.#socket = io('/room', {
      auth: { code },
      autoConnect: false,
      forceNew: true,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: reconnectPauseMs.first,
      reconnectionDelayMax: reconnectPauseMs.longest,
      timeout: requestTimeoutMs,
    });
    this.#socket.on('connect', () => listener.connected());
    this.#socket.on('disconnect', () => {
      listener.disconnected();
      this.#reconnectByHand();
    });
    this.#socket.on('connect_error', (error) => this.#connectionRefused(error));
    this.#socket.on('clock:asked', ({ askNumber }) => this.#answerClock(askNumber));
    for (const name of noticeNames) this.#forward(name);
  }

  connect(): void {
    this.#socket.connect();
  }

  /** Connects anew at once: a connection that stands may be dead, an attempt under way may be waiting for an address that is gone. */
  renew(): void {
    if (this.#closed) return;
    this.#socket.disconnect();
    clearTimeout(this.#retry);
    this.#socket.connect();
  }

  /** Asks and waits; throws {@link RequestFailed} with the server's problem, or with none when there was no answer. */
  async request<N extends RoomRequestName>(name: N, input: RoomRequestInput<N>): Promise<RoomRequestResult<N>> {
    // Socket.IO would keep the message for later; an old request must not be replayed after a reconnect.
    if (!this.#socket.connected) throw new RequestFailed(name, null);
    let answer: Ack<RoomRequestResult<N>>;
    try {
      const emit = this.#socket.timeout(requestTimeoutMs).emitWithAck as unknown as (
        event: string,
        data: unknown,
      ) => Promise<Ack<RoomRequestResult<N>>>;
      answer = await emit.call(this.#socket.timeout(requestTimeoutMs), name, input);
    } catch {
      // A connection that does not answer is as good as gone: a new one is quicker than waiting for its heartbeat.
      if (this.#socket.connected) this.#socket.io.engine.close();
      throw new RequestFailed(name, null);
    }
    if (!answer.ok) throw new RequestFailed(name, answer.problem);
    return answer.data;
  }

  /** Enters the room, or comes back to it. */
  async join(input: Omit<RoomRequestInput<'join'>, 'page'>): Promise<RoomRequestResult<'join'>> {
    const joined = await this.request('join', { ...input, page: { id: this.#pageId, wasIn: this.#wasIn } });
    this.#wasIn = true;
    return joined;
  }

  /** Closes for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket.disconnect();
  }

  #forward<N extends keyof RoomNotifications>(name: N): void {
    const forward = (data: RoomNotifications[N]) => this.#listener.notified({ name, data } as RoomNotice);
    (this.#socket.on as (event: string, handler: (data: RoomNotifications[N]) => void) => void).call(
      this.#socket,
      name,
      forward,
    );
  }

  /** What time it is here. What the answer costs on its way the server sees; a lost one it asks for again. */
  #answerClock(askNumber: number): void {
    const pageAtMs = performance.timeOrigin + performance.now();
    this.request('clock:answer', { askNumber, pageAtMs }).catch(() => {});
  }

  #connectionRefused(error: Error & { data?: unknown }): void {
    const problem = problemIn(error.data);
    if (problem && !isPassing(problem)) {
      this.close();
      this.#listener.refused(problem);
      return;
    }
    this.#reconnectByHand();
  }

  /** Socket.IO reconnects by itself except when the server closed or refused the namespace. */
  #reconnectByHand(): void {
    if (this.#closed || this.#socket.active) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), reconnectPauseMs.first * 2);
  }
}

/** `crypto.randomUUID` is kept from pages without https, which may still join to see and hear. */
const newPageId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function problemIn(data: unknown): Problem | null {
  if (typeof data !== 'object' || data === null) return null;
  const candidate = 'problem' in data ? data.problem : data;
  if (typeof candidate !== 'object' || candidate === null) return null;
  return 'code' in candidate && 'title' in candidate ? (candidate as Problem) : null;
}
