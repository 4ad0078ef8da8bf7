/** Problems (RFC 9457): the error the features throw, and its translation into what a reader gets over HTTP and in socket acks. */
import type { Alternative, Language, Problem, ProblemCode } from '@sambung/contract/problem';
import { problemCodes } from '@sambung/contract/problem';
import type { z } from 'zod';
import { explainIssues, type FieldError, type Text } from './input.ts';

export type { FieldError, Text } from './input.ts';

interface DomainErrorOptions {
  detail?: Text;
  errors?: readonly FieldError[];
  alternatives?: readonly Alternative[];
  /** After how long the same may be tried again; told in whole seconds. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** The one error a feature throws on purpose: a code of the closed list and what the reader may know beyond it. */
export class DomainError extends Error {
  override name = 'DomainError';
  readonly code: ProblemCode;
  readonly detail: Text | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly alternatives: readonly Alternative[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, options: DomainErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors;
    this.alternatives = options.alternatives;
    this.retryAfterSeconds =
      options.retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(options.retryAfterMs / 1_000));
  }
}

/** What came from outside, checked. Throws `invalid-input` with one error per field, in both languages. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid-input', { errors: explainIssues(parsed.error.issues) });
}

/** The problem a reader gets. Anything that is not a `DomainError` is `internal` and tells nothing of its cause. */
export function problemOf(error: unknown, language: Language, requestId?: string): Problem {
  const known = error instanceof DomainError ? error : new DomainError('internal');
  const { status, [language]: title } = problemCodes[known.code];
  return {
    type: `/problems/${known.code}`,
    code: known.code,
    title,
    status,
    ...(known.detail && { detail: known.detail[language] }),
    ...(requestId !== undefined && { requestId }),
    ...(known.errors && {
      errors: known.errors.map(({ pointer, detail }) => ({ pointer, detail: detail[language] })),
    }),
    ...(known.alternatives && { alternatives: [...known.alternatives] }),
    ...(known.retryAfterSeconds !== undefined && { retryAfterSeconds: known.retryAfterSeconds }),
  };
}

/** The reader's language: the `lang` cookie (chosen on screen), else the better of the two in `Accept-Language`, else Indonesian. */
export function languageOf(headers: { cookie?: string | undefined; 'accept-language'?: string | undefined }): Language {
  const chosen = /(?:^|;\s*)lang=(id|en)(?:;|$)/.exec(headers.cookie ?? '')?.[1];
  if (chosen === 'id' || chosen === 'en') return chosen;
  let best: { language: Language; quality: number } = { language: 'id', quality: 0 };
  for (const part of (headers['accept-language'] ?? '').split(',').slice(0, 20)) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = tag.split('-')[0];
    if (language !== 'id' && language !== 'en') continue;
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
    const quality = weight === undefined ? 1 : Number(weight);
    if (quality > best.quality) best = { language, quality };
  }
  return best.language;
}
