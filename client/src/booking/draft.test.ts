/** Drafts come together from two sides without losing a word. */
import { describe, expect, it } from 'vitest';
import { changesOf, mergeAnswer, ownValues, sameValue } from './draft.ts';

describe('changesOf', () => {
  it('names only the fields that differ, and says null for what was emptied', () => {
    const stored = { title: 'Rapat', count: 12, contact: { name: 'Rani', phone: '0812' } };
    const shown = { title: 'Rapat kerja', count: null, contact: { phone: '0812', name: 'Rani' } };
    expect(changesOf(stored, shown)).toEqual({ title: 'Rapat kerja', count: null });
  });

  it('sees a change deep inside a list', () => {
    expect(changesOf({ items: [{ itemId: 'a', count: 1 }] }, { items: [{ itemId: 'a', count: 2 }] })).toEqual({
      items: [{ itemId: 'a', count: 2 }],
    });
  });

  it('takes a missing and an empty value for the same', () => {
    expect(changesOf({}, { title: null })).toEqual({});
    expect(sameValue(undefined, null)).toBe(true);
  });
});

describe('mergeAnswer', () => {
  it('keeps what was typed while the save was under way', () => {
    const sent = { title: 'Rapat' };
    const shown = { title: 'Rapat kerja' };
    expect(mergeAnswer(sent, shown, { title: 'Rapat', unit: 'Humas' })).toEqual({
      title: 'Rapat kerja',
      unit: 'Humas',
    });
  });

  it("shows another window's change where the reader typed nothing", () => {
    const stored = { title: 'Rapat', unit: 'Humas' };
    expect(mergeAnswer(stored, { ...stored, title: 'Baru' }, { title: 'Rapat', unit: 'Keuangan' })).toEqual({
      title: 'Baru',
      unit: 'Keuangan',
    });
  });
});

describe('ownValues', () => {
  it('fills in what the account knows and asks for the rest', () => {
    const fields = [
      { key: 'nama', type: 'text', binds: 'applicant-name', filledBy: 'applicant' },
      { key: 'telepon', type: 'phone', binds: 'applicant-phone', filledBy: 'applicant' },
      { key: 'petugas', type: 'text', binds: 'applicant-name', filledBy: 'officer' },
      { key: 'acara', type: 'text', filledBy: 'applicant' },
    ];
    expect(ownValues(fields, { name: 'Rani', email: 'rani@contoh.example', phone: '' })).toEqual({ nama: 'Rani' });
  });
});
