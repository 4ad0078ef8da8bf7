/** Room IDs as people read them. */
import { expect, it } from 'vitest';
import { groupedCode } from './room-code.ts';

it('groups the nine digits by three', () => {
  expect(groupedCode('123456789')).toBe('123 456 789');
});
