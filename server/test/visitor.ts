/** A browser without a screen: keeps cookies, sends the CSRF token, and says which origin its page has. */
import type { Problem } from '@sambung/contract/problem';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when it is empty or not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer.
  readonly body: any;
  readonly problem: Problem;
  readonly text: string;
}

export class Visitor {
  readonly #url: string;
  readonly #language: string;
  readonly cookies = new Map<string, string>();
  #csrfToken: string | undefined;

  constructor(url: string, language: string) {
    this.#url = url;
    this.#language = language;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.change('POST', path, body, headers);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.change('PATCH', path, body, {});
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.change('PUT', path, body, {});
  }

  delete(path: string): Promise<Answer> {
    return this.change('DELETE', path, undefined, {});
  }

  /** A changing request with the session's token, as the client sends it. */
  async change(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    this.#csrfToken ??= (await this.get('/api/session')).body.csrfToken;
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await this.send(method, path, typeof body === 'string' ? body : JSON.stringify(body), {
      ...content,
      origin: this.#url,
      'x-csrf-token': this.#csrfToken ?? '',
      ...headers,
    });
    if (typeof answer.body?.csrfToken === 'string') this.#csrfToken = answer.body.csrfToken;
    return answer;
  }

  /** Exactly this request with this browser's cookies; nothing else is added. */
  async send(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { 'accept-language': this.#language, cookie: this.cookieHeader(), ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(name, value);
    }
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const parsed = isJson && text !== '' ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, body: parsed, problem: parsed, text };
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
