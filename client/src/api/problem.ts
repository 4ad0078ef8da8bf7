/** The error every failed request ends in: a problem of the contract, or the client's own "the server cannot be reached". */
import type { Problem, ProblemCode } from '@sambung/contract/problem';

/** What a page may have to explain: the contract's codes, and what only the client can see. */
export type ShownProblemCode = ProblemCode | 'server-unreachable';
export type ShownProblem = Omit<Problem, 'code'> & { code: ShownProblemCode };

export class ApiProblem extends Error {
  readonly problem: ShownProblem;

  constructor(problem: ShownProblem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.title}`, options);
    this.name = 'ApiProblem';
    this.problem = problem;
  }

  get code(): ShownProblemCode {
    return this.problem.code;
  }
}

/** The problem behind any thrown thing; what is not an `ApiProblem` is our own fault and shown as `internal`. */
export function problemOf(error: unknown): ShownProblem {
  if (error instanceof ApiProblem) return error.problem;
  return { type: '/problems/internal', code: 'internal', title: '', status: 500 };
}

export function hasCode(error: unknown, ...codes: ShownProblemCode[]): boolean {
  return error instanceof ApiProblem && codes.includes(error.code);
}
