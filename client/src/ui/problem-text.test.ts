/** Every problem is explained in both languages. */
import { languages, problemCodes } from '@sambung/contract/problem';
import { describe, expect, it } from 'vitest';
import { problemText, problemTexts } from './problem-text.ts';

describe.each(languages)('in %s', (language) => {
  it.each([...Object.keys(problemCodes), 'server-unreachable'])(
    '%s says what happened, what it means and what to do next',
    (code) => {
      expect(Object.hasOwn(problemTexts[language], code)).toBe(true);
      const { title, meaning, next } = problemText(code, language);
      expect(title.length).toBeGreaterThan(5);
      expect(meaning).toMatch(/[.]$/);
      expect(next).toMatch(/[.]$/);
    },
  );
});

it('explains a code that is newer than the page as a fault of ours', () => {
  expect(problemText('from-next-year', 'en')).toEqual(problemTexts.en.internal);
  expect(problemText('toString', 'id')).toEqual(problemTexts.id.internal);
});
