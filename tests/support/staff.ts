/** Staff members at the HTTP interface: sign in as a demo person, file and decide requests, open test calls. */
import { type Place, placeSchema, type Role, sessionStateSchema } from '@sambung/contract/http';
import { type CaseDetail, caseDetailSchema } from '@sambung/contract/request';
import { sopSummarySchema } from '@sambung/contract/sop';
import { type TestCallDetail, testCallDetailSchema, type testCallOpeningSchema } from '@sambung/contract/test-run';
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

  /** Begins and files a request of the demo's procedure. */
  async file(changes: Record<string, unknown> = {}): Promise<CaseDetail> {
    const [place] = await this.places();
    const [service] = z.array(sopSummarySchema).parse(await (await this.send('GET', '/api/sops')).json());
    if (!place || !service) throw new Error('the demo has no place or no procedure');
    const values = { ...requestValues(place.id), ...changes };
    const draft = await this.#case('POST', '/api/requests', { sopVersionId: service.versionId, values });
    return await this.#case('POST', `/api/requests/${draft.id}/submission`, { version: draft.version });
  }

  /** Approves the request at its open decision. */
  async approve(request: CaseDetail): Promise<CaseDetail> {
    const step = request.steps.find(({ state, kind }) => state === 'active' && kind === 'disposition');
    if (!step) throw new Error('nothing waits for a decision');
    const decision = { version: request.version, decision: 'approve' };
    return await this.#case('POST', `/api/requests/${request.id}/steps/${step.id}/decision`, decision);
  }

  async #case(method: string, path: string, body: object): Promise<CaseDetail> {
    const answer = await this.send(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return caseDetailSchema.parse(JSON.parse(text));
  }

  async openTestCall(
    request: CaseDetail,
    opening: Partial<z.input<typeof testCallOpeningSchema>> = {},
  ): Promise<TestCallDetail> {
    return testCallDetailSchema.parse(
      await (await this.send('POST', `/api/requests/${request.id}/test-calls`, opening)).json(),
    );
  }

  async testCall(id: string): Promise<TestCallDetail> {
    return testCallDetailSchema.parse(await (await this.send('GET', `/api/test-calls/${id}`)).json());
  }
}

let filed = 0;

/** A complete request ten days ahead; every call asks for another hour, so that requests of one test do not clash. */
export function requestValues(placeId: string): Record<string, unknown> {
  const startsAt = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 10 * 86_400_000 + filed * 7_200_000);
  filed += 1;
  return {
    title: `Kuliah tamu ${filed}`,
    place: placeId,
    period: {
      startsAt: startsAt.toISOString(),
      endsAt: new Date(startsAt.getTime() + 3_600_000).toISOString(),
    },
    'participant-count': 12,
    'host-contact': { name: 'Rani Pratama', email: 'rani@contoh.example', phone: '+62 812 0000 001' },
    'audience-contact': { name: 'Bayu Lestari', email: 'bayu@contoh.example', phone: '+62 812 0000 002' },
  };
}

/** A request that was filed and approved: it has a meeting. */
export async function approvedRequest(
  product: Product,
): Promise<CaseDetail & { meeting: NonNullable<CaseDetail['meeting']> & { hostUrl: string } }> {
  const requester = await Staff.signIn(product, 'requester');
  const approver = await Staff.signIn(product, 'approver');
  const { id } = await approver.approve(await requester.file());
  // As the applicant sees it, to whom alone of both the host's link is shown.
  const approved = caseDetailSchema.parse(await (await requester.send('GET', `/api/requests/${id}`)).json());
  const hostUrl = approved.meeting?.hostUrl;
  if (!approved.meeting || !hostUrl) throw new Error('approval made no meeting');
  return { ...approved, meeting: { ...approved.meeting, hostUrl } };
}
