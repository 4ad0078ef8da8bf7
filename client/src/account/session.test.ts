/** Where signing in leads. */
import { expect, it } from 'vitest';
import { safePath } from './session.ts';

it.each([
  ['/requests/new', '/requests/new'],
  [null, '/'],
  ['', '/'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
])('from %s to %s', (asked, path) => {
  expect(safePath(asked)).toBe(path);
});
