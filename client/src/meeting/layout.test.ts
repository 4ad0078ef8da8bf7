/** Tests of who is shown where: pinned before spotlit before speaking, tiles that stay where they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idsOnPage, keptPlace, pageCountOf, type StageChoice, stagedId, tilesPerPage } from './layout.ts';

const nothing: StageChoice = { layout: 'grid', pinnedId: null, spotlightId: null, speakerId: null, screenId: null };
const others = ['a', 'b', 'c'];
const staged = (choice: Partial<StageChoice>) => stagedId({ ...nothing, ...choice }, others, 'me');

describe('the stage', () => {
  it('is empty in the grid, until somebody is pinned or spotlit', () => {
    expect(staged({ speakerId: 'b' })).toBeNull();
    expect(staged({ spotlightId: 'b' })).toBe('b');
    expect(staged({ pinnedId: 'me' })).toBe('me');
  });

  it('is the pinned one’s before the host’s choice, and that before the voice', () => {
    expect(staged({ layout: 'stage', pinnedId: 'a', spotlightId: 'b', speakerId: 'c' })).toBe('a');
    expect(staged({ layout: 'stage', spotlightId: 'b', speakerId: 'c' })).toBe('b');
    expect(staged({ layout: 'stage', speakerId: 'c' })).toBe('c');
  });

  it('is a shared screen’s, unless somebody was pinned or spotlit', () => {
    expect(staged({ screenId: 'c', speakerId: 'a' })).toBe('c');
    expect(staged({ screenId: 'c', spotlightId: 'b' })).toBe('b');
  });

  it('goes on with somebody when the chosen one has left', () => {
    expect(staged({ layout: 'stage', pinnedId: 'gone', spotlightId: 'gone too' })).toBe('a');
    expect(stagedId({ ...nothing, layout: 'stage' }, [], 'me')).toBe('me');
    expect(stagedId({ ...nothing, layout: 'stage' }, [], null)).toBeNull();
  });
});

describe('pages of the grid', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `p${index}`);

  it('hold sixteen each', () => {
    expect([pageCountOf(0), pageCountOf(16), pageCountOf(17), pageCountOf(40)]).toEqual([1, 1, 2, 3]);
    expect(idsOnPage(ids, 2, null)).toEqual(ids.slice(32));
  });

  it('bring a speaker from another page to the last place, and move nobody else', () => {
    const page = idsOnPage(ids, 0, 'p30');
    expect(page.slice(0, -1)).toEqual(ids.slice(0, 15));
    expect(page.at(-1)).toBe('p30');
    expect(idsOnPage(ids, 0, 'p3')).toEqual(ids.slice(0, 16));
    expect(idsOnPage(ids, 1, 'p30')).toEqual(ids.slice(16, 32));
  });

  it('show everybody once between them when nobody is promoted', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 100 }), (all) => {
        const pages = Array.from({ length: pageCountOf(all.length) }, (_, page) => idsOnPage(all, page, null));
        expect(pages.flat()).toEqual(all);
        expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(tilesPerPage);
      }),
    );
  });
});

describe('faces that cannot all be shown', () => {
  const places = (speakerId: string | null) => others.map((id) => keptPlace(id, others, speakerId));

  it('are kept as they stand, but whoever spoke last first', () => {
    expect(places(null)).toEqual([0, 1, 2]);
    expect(places('c')).toEqual([1, 2, 0]);
    expect(places('a')).toEqual([0, 1, 2]);
  });

  it('are not fewer for a speaker who stands elsewhere', () => {
    expect(places('somebody on another page')).toEqual([0, 1, 2]);
  });
});
