/** What a screen reader is told. */
import { expect, it } from 'vitest';
import { announcedOf, isAnnounced } from './announcing.ts';

it('tells everything, what is meant for people, or nothing but the connection', () => {
  const told = (announced: 'all' | 'messages' | 'connection') =>
    (['arrival', 'message', 'hand', 'reaction'] as const).filter((what) => isAnnounced(what, announced));
  expect(told('all')).toEqual(['arrival', 'message', 'hand', 'reaction']);
  expect(told('messages')).toEqual(['message', 'hand']);
  expect(told('connection')).toEqual([]);
  expect(announcedOf('silence')).toBe('all');
});
