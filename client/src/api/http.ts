/** Requests to the server: JSON, the reader's language, the CSRF token, and problems as `ApiProblem`. One typed function a route. */
import type { ActualCallComparison, ActualCallDetail, ActualCallSites } from '@sambung/contract/actual-call';
import type { Access, AccessInput, Place, SessionState, SetupInput, SignInInput } from '@sambung/contract/http';
import type { RatingInput } from '@sambung/contract/rating';
import type { SelfCheckFacts, SelfChecks } from '@sambung/contract/self-check';
import type {
  PhaseChange,
  ProposalAnswer,
  TestCallDecision,
  TestCallDetail,
  TestCallOpening,
  TestCallOpenings,
  TestMessage,
} from '@sambung/contract/test-run';
import { currentLanguage } from '../ui/i18n.ts';
import { ApiProblem, hasCode, type ShownProblem } from './problem.ts';
import { serverAnswered, serverSilent } from './reachability.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
let csrfToken: string | undefined;

export const getSetup = () => call<{ needed: boolean }>('GET', '/api/setup');
export const postSetup = (input: SetupInput) => call<SessionState>('POST', '/api/setup', input).then(keepToken);
export const getSession = () => call<SessionState>('GET', '/api/session').then(keepToken);
export const signIn = (input: SignInInput) => call<SessionState>('POST', '/api/session', input).then(keepToken);
/** Afterwards the old token is worthless; the next changing request fetches a new one. */
export const signOut = async () => {
  await call<unknown>('DELETE', '/api/session');
  csrfToken = undefined;
};
export const getPlaces = () => call<Place[]>('GET', '/api/places');
const testCallPath = (id: string) => `/api/test-calls/${encodeURIComponent(id)}`;
export const postTestCall = (requestId: string, input: Partial<TestCallOpening>) =>
  call<TestCallDetail>('POST', `/api/requests/${encodeURIComponent(requestId)}/test-calls`, input);
export const getTestCallOpenings = (requestId: string) =>
  call<TestCallOpenings>('GET', `/api/requests/${encodeURIComponent(requestId)}/test-call-openings`);
export const getTestCall = (id: string) => call<TestCallDetail>('GET', testCallPath(id));
export const getTestProposal = (id: string) => call<ProposalAnswer>('GET', `${testCallPath(id)}/proposal`);
const actualCallPath = (requestId: string) => `/api/requests/${encodeURIComponent(requestId)}/actual-call`;
export const getActualCall = (requestId: string) => call<ActualCallDetail>('GET', actualCallPath(requestId));
export const getActualCallSummary = (requestId: string) =>
  call<ActualCallComparison>('GET', `${actualCallPath(requestId)}/summary`);
export const putActualCallSites = (requestId: string, input: ActualCallSites) =>
  call<ActualCallDetail>('PUT', `${actualCallPath(requestId)}/sites`, input);
export const postPhase = (id: string, input: PhaseChange) =>
  call<TestCallDetail>('POST', `${testCallPath(id)}/phase`, input);
export const postTestMessage = (id: string, text: string) =>
  call<TestMessage>('POST', `${testCallPath(id)}/messages`, { text });
export const putBridgeObserved = (id: string, exchanged: boolean) =>
  call<void>('PUT', `${testCallPath(id)}/bridge`, { exchanged });
export const putTestNote = (id: string, note: string) => call<void>('PUT', `${testCallPath(id)}/note`, { note });
export const postTestDecision = (id: string, input: TestCallDecision) =>
  call<TestCallDetail>('POST', `${testCallPath(id)}/decision`, input);
export const postSelfCheck = (code: string, input: { facts: SelfCheckFacts }) =>
  call<void>('POST', `/api/access/${encodeURIComponent(code)}/self-checks`, input);
export const getSelfChecks = (id: string) => call<SelfChecks>('GET', `${testCallPath(id)}/self-checks`);
export const postAccess = (input: AccessInput) => call<Access>('POST', '/api/access', input);
export const postRating = (code: string, rating: RatingInput) =>
  call<void>('POST', `/api/access/${encodeURIComponent(code)}/rating`, rating);
export const getAccess = (code: string) => call<Access>('GET', `/api/access/${encodeURIComponent(code)}`);

/**
 * One request. Answers the parsed JSON body (undefined when there is none); throws `ApiProblem`. A changing request whose CSRF token has
 * expired is sent once more with a fresh one: the server refused it before doing anything.
 */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  if (method === 'GET') return send<T>(method, path, body);
  if (csrfToken === undefined) await getSession();
  try {
    return await send<T>(method, path, body);
  } catch (error) {
    if (!hasCode(error, 'csrf-token-missing')) throw error;
    await getSession();
    return send<T>(method, path, body);
  }
}

/** The CSRF token that changing requests carry, for those that `fetch` cannot send; `fresh` asks for a new one. */
export async function changeToken(fresh = false): Promise<string> {
  if (fresh || csrfToken === undefined) await getSession();
  return csrfToken ?? '';
}

/** Headers of every request: what may come back, and in which language. */
export function readerHeaders(): Record<string, string> {
  return { accept: 'application/json, application/problem+json', 'accept-language': currentLanguage() };
}

async function send<T>(method: Method, path: string, body: unknown): Promise<T> {
  const headers = readerHeaders();
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrfToken !== undefined) headers['x-csrf-token'] = csrfToken;
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    serverSilent();
    throw unreachable(cause);
  }
  return read<T>(response.status, await response.text().catch(() => ''));
}

/** What an answer says: its body, or the `ApiProblem` to throw. */
export function read<T>(status: number, text: string): T {
  const answer = parseJson(text);
  const isProblem = isProblemBody(answer);
  // A gateway in front of us answers for a server that is away, in its own words.
  if (status >= 502 && status <= 504 && !isProblem) {
    serverSilent();
    throw unreachable();
  }
  serverAnswered();
  if (status >= 200 && status < 300) return answer as T;
  throw new ApiProblem(isProblem ? answer : { type: 'about:blank', code: 'internal', title: '', status });
}

/** Remembers the token that changing requests carry. */
export function keepToken(state: SessionState): SessionState {
  csrfToken = state.csrfToken;
  return state;
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProblemBody(answer: unknown): answer is ShownProblem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && typeof answer.code === 'string';
}

/** Nobody answered. */
export function unreachable(cause?: unknown): ApiProblem {
  return new ApiProblem({ type: 'about:blank', code: 'server-unreachable', title: '', status: 0 }, { cause });
}
