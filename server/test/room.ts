/** What the tests of rooms begin from: a meeting or a test call with its way in, and pages that speak `/room`. */
import type { Ack, ProblemCode } from '@sambung/contract/problem';
import type { RoomNotifications, RoomRequestInput, RoomRequestName, RoomRequestResult } from '@sambung/contract/socket';
import { io, type Socket } from 'socket.io-client';
import type { Application, Institution } from './application.ts';
import { decide, file, requestValues } from './procedure.ts';
import type { Visitor } from './visitor.ts';

/** Every approved request needs a slot of its own. */
let slot = 0;

/** Files and approves a request. */
export async function approvedRequest(application: Application, institution: Institution) {
  slot += 1;
  const at = (hour: number) => new Date(Date.UTC(2026, 11, slot, hour)).toISOString();
  const requester = await application.signedIn(institution.people.requester);
  const waktu = { startsAt: at(2), endsAt: at(4) };
  const filed = await file(
    requester,
    institution.sopVersionId,
    requestValues(institution.places[0]?.id ?? '', { waktu }),
  );
  const approver = await application.signedIn(institution.people.approver);
  const decided = await decide(approver, filed.body, 'dispose');
  if (decided.status !== 200) throw new Error(`the request was not approved: ${decided.text}`);
  return decided.body;
}

export interface WayIn {
  code: string;
  secret: string;
}

/** Code and secret of a link such as `https://host/m/123456789#secret`. */
export function wayInOf(url: string): WayIn {
  const [, code = '', secret = ''] = /\/(\d{9})#(.+)$/.exec(url) ?? [];
  return { code, secret };
}

export async function openMeeting(application: Application, institution: Institution): Promise<WayIn> {
  const request = await approvedRequest(application, institution);
  return wayInOf(request.meeting.inviteUrl);
}

/** The ways into one meeting: everybody's and the host's. */
export async function openLedMeeting(application: Application, institution: Institution) {
  const request = await approvedRequest(application, institution);
  // Whoever approved is not shown the host's link.
  const applicant = await application.signedIn(institution.people.requester);
  const { body } = await applicant.get(`/api/requests/${request.id}`);
  return {
    requestId: request.id as string,
    guest: wayInOf(body.meeting.inviteUrl),
    host: wayInOf(body.meeting.hostUrl),
  };
}

/** A browser that holds the room's cookie. */
export async function admitted(application: Application, { code, secret }: WayIn): Promise<Visitor> {
  const visitor = application.visitor();
  const answer = await visitor.post('/api/access', { code, invite: secret });
  if (answer.status !== 200) throw new Error(`the door did not open: ${answer.text}`);
  return visitor;
}

/** A page's socket: asks, and remembers what it was told. */
export class Page {
  readonly socket: Socket;
  readonly #told: { name: string; data: unknown }[] = [];

  constructor(application: Application, browser: Visitor, auth: Record<string, unknown>) {
    this.socket = io(`${application.url}/room`, {
      auth,
      extraHeaders: { cookie: browser.cookieHeader(), 'accept-language': 'en' },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.socket.onAny((name, data) => void this.#told.push({ name, data }));
  }

  /** Resolves when connected; rejects with the problem's code. */
  connected(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once('connect', () => resolve(this));
      this.socket.once('connect_error', (error) =>
        reject(new Error((error as { data?: { code?: string } }).data?.code ?? error.message)),
      );
    });
  }

  ask<N extends RoomRequestName>(name: N, input: RoomRequestInput<N>): Promise<Ack<RoomRequestResult<N>>> {
    return this.socket.timeout(15_000).emitWithAck(name, input);
  }

  /** The result; throws when it was refused. */
  async get<N extends RoomRequestName>(name: N, input: RoomRequestInput<N>): Promise<RoomRequestResult<N>> {
    const answer = await this.ask(name, input);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.problem)}`);
    return answer.data;
  }

  /** The code with which a request is refused, or `ok`; the input may be anything. */
  async refusal(name: string, input: unknown): Promise<ProblemCode | 'ok'> {
    const answer: Ack<unknown> = await this.socket.timeout(15_000).emitWithAck(name, input);
    return answer.ok ? 'ok' : answer.problem.code;
  }

  told<N extends keyof RoomNotifications>(name: N): RoomNotifications[N][] {
    return this.#told.filter((each) => each.name === name).map(({ data }) => data as never);
  }

  close(): void {
    this.socket.close();
  }
}

/** A page of somebody new in the room, not yet joined. */
export async function openPage(application: Application, wayIn: WayIn, browser?: Visitor): Promise<Page> {
  const visitor = browser ?? (await admitted(application, wayIn));
  return new Page(application, visitor, { code: wayIn.code }).connected();
}
