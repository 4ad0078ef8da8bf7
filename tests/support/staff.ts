/** Staff members at the HTTP interface: sign in as a demo person, file and decide requests, open test calls. */
import {
  type Place,
  placeSchema,
  type RequestDetail,
  type RequestInput,
  type Role,
  requestDetailSchema,
  sessionStateSchema,
  type TestCallDetail,
  testCallDetailSchema,
} from '@sambung/contract/http';
import { z } from 'zod';
import type { Product } from './product.ts';

/** A signed-in person: their cookie and the token that changing requests need. */
export class Staff {
  readonly #url: string;
  #cookies = new Map<string, string>();
  #csrfToken = '';

  private constructor(url: string) {
    this.#url = url;
  }

  /** Signs in the first demo person who has `role` (and, as far as the demo has one, no higher role). */
  static async signIn(product: Product, role: Role): Promise<Staff> {
    const staff = new Staff(product.url);
    const session = sessionStateSchema.parse(await (await staff.send('GET', '/api/session')).json());
    staff.#csrfToken = session.csrfToken;
    const person = (session.demoPeople ?? [])
      .filter((one) => one.roles.includes(role))
      .sort((a, b) => a.roles.length - b.roles.length)[0];
    if (!person) throw new Error(`no demo person is ${role}`);
    const answer = await staff.send('POST', '/api/session', { email: person.email, password: person.password });
    staff.#csrfToken = sessionStateSchema.parse(await answer.json()).csrfToken;
    return staff;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.#url,
        'x-csrf-token': this.#csrfToken,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  }

  async places(): Promise<Place[]> {
    return z.array(placeSchema).parse(await (await this.send('GET', '/api/places')).json());
  }

  async file(changes: Partial<RequestInput> = {}): Promise<RequestDetail> {
    const [place] = await this.places();
    if (!place) throw new Error('the demo has no place');
    const answer = await this.send('POST', '/api/requests', { ...requestInput(place.id), ...changes });
    return requestDetailSchema.parse(await answer.json());
  }

  async approve(request: RequestDetail): Promise<RequestDetail> {
    const answer = await this.send('POST', `/api/requests/${request.id}/decision`, {
      decision: 'approve',
      version: request.version,
    });
    return requestDetailSchema.parse(await answer.json());
  }

  async openTestCall(request: RequestDetail): Promise<TestCallDetail> {
    return testCallDetailSchema.parse(await (await this.send('POST', `/api/requests/${request.id}/test-calls`)).json());
  }

  async testCall(id: string): Promise<TestCallDetail> {
    return testCallDetailSchema.parse(await (await this.send('GET', `/api/test-calls/${id}`)).json());
  }
}

let filed = 0;

/** A complete request ten days ahead; every call asks for another hour, so that requests of one test do not clash. */
export function requestInput(placeId: string): RequestInput {
  const startsAt = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 10 * 86_400_000 + filed * 7_200_000);
  filed += 1;
  return {
    title: `Kuliah tamu ${filed}`,
    placeId,
    startsAt: startsAt.toISOString(),
    endsAt: new Date(startsAt.getTime() + 3_600_000).toISOString(),
    participantCount: 12,
    hostContact: { name: 'Rani Pratama', email: 'rani@contoh.example', phone: '+62 812 0000 001' },
    audienceContact: { name: 'Bayu Lestari', email: 'bayu@contoh.example', phone: '+62 812 0000 002' },
  };
}

/** A request that was filed and approved: it has a meeting. */
export async function approvedRequest(
  product: Product,
): Promise<RequestDetail & { meeting: NonNullable<RequestDetail['meeting']> }> {
  const requester = await Staff.signIn(product, 'requester');
  const approver = await Staff.signIn(product, 'approver');
  const approved = await approver.approve(await requester.file());
  if (!approved.meeting) throw new Error('approval made no meeting');
  return { ...approved, meeting: approved.meeting };
}
