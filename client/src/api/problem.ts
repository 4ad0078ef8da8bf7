/** The error every failed request ends in: a problem of the contract, or the client's own "the server cannot be reached". */
import type { Problem, ProblemCode } from '@sambung/contract/problem';

/** What a page may have to explain: the contract's codes, and what only the client can see. */
export type ShownProblemCode = ProblemCode | 'server-unreachable';
export type ShownProblem = Omit<Problem, 'code'> & { code: ShownProblemCode };

export class ApiProblem extends Error {
  readonly problem: ShownProblem;
  readonly #receivedAtMs = Date.now();

  constructor(problem: ShownProblem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.title}`, options);
    this.name = 'ApiProblem';
    this.problem = problem;
  }

  get code(): ShownProblemCode {
    return this.problem.code;
  }

  get retryAtMs(): number | null {
    const { retryAfterSeconds } = this.problem;
    return retryAfterSeconds === undefined ? null : this.#receivedAtMs + retryAfterSeconds * 1_000;
  }
}

/** When the same may be tried again (epoch milliseconds); null where nobody said. */
export function retryAtOf(error: unknown): number | null {
  return error instanceof ApiProblem ? error.retryAtMs : null;
}

/** Longest time that a page waits beyond what it was told, so that a whole lecture hall does not come back in one instant. */
const spreadMs = 5_000;

/** How long to wait before asking again by oneself; null for anything but a crowd, which is nobody's fault. */
export function crowdedForMs(error: unknown, random: () => number = Math.random): number | null {
  if (!(error instanceof ApiProblem) || error.code !== 'crowded') return null;
  return Math.max(0, (error.retryAtMs ?? 0) - Date.now()) + random() * spreadMs;
}

/** The problem behind any thrown thing; what is not an `ApiProblem` is our own fault and shown as `internal`. */
export function problemOf(error: unknown): ShownProblem {
  if (error instanceof ApiProblem) return error.problem;
  return { type: '/problems/internal', code: 'internal', title: '', status: 500 };
}

export function hasCode(error: unknown, ...codes: ShownProblemCode[]): boolean {
  return error instanceof ApiProblem && codes.includes(error.code);
}
