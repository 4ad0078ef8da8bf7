/** Every problem in plain words, chosen by its code; the server's own words stay a supplement. */
import type { Language } from '@sambung/contract/problem';
import type { ShownProblemCode } from '../api/problem.ts';
import { english } from './problem-text-en.ts';
import { indonesian, type ProblemText, type ProblemTexts } from './problem-text-id.ts';

export const problemTexts: Record<Language, ProblemTexts> = { id: indonesian, en: english };

/** The words for a code; a code newer than this page reads as `internal`. */
export function problemText(code: string, language: Language): ProblemText {
  const texts = problemTexts[language];
  return Object.hasOwn(texts, code) ? texts[code as ShownProblemCode] : texts.internal;
}
