/** Nothing that is filled in while a save or an upload is on its way is lost. */
import { expect, it } from 'vitest';
import { emptyWork, isDirty, withItem, withoutSaved, withValue } from './work-draft.ts';

it('keeps what was filled in, or changed again, while a save was on its way', () => {
  const sent = withItem(withValue(emptyWork, 'power', '900 VA'), 'internet', { state: 'ready', note: '' });
  const typed = withValue(withValue(sent, 'power', '1.300 VA'), 'noise', 'Tenang');
  expect(withoutSaved(typed, sent)).toEqual({ values: { power: '1.300 VA', noise: 'Tenang' }, checklist: {} });
  expect(isDirty(withoutSaved(sent, sent))).toBe(false);
});

it('lays a late answer beside what was filled in meanwhile', () => {
  const before = emptyWork;
  const meanwhile = withValue(before, 'wired-port', true);
  expect(withValue(meanwhile, 'photos', ['a']).values).toEqual({ 'wired-port': true, photos: ['a'] });
});
