/** Tests of messages: addresses become links, nothing else does, and no letter is lost. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partsOf, withUnsent } from './chat-parts.ts';

const linksIn = (text: string) => partsOf(text).flatMap(({ url }) => url ?? []);

it('finds addresses between words, without the stop at their end', () => {
  expect(linksIn('Lihat https://contoh.go.id/a?b=1, lalu http://contoh.id.')).toEqual([
    'https://contoh.go.id/a?b=1',
    'http://contoh.id/',
  ]);
  expect(linksIn('(https://contoh.id)')).toEqual(['https://contoh.id/']);
});

it('makes no link of anything but the web', () => {
  expect(linksIn('javascript:alert(1) data:text/html,x file:///etc/passwd www.contoh.id ftp://contoh.id')).toEqual([]);
  expect(linksIn('https://')).toEqual([]);
  expect(linksIn('<a href="https://contoh.id">')).toEqual(['https://contoh.id/']);
});

it('keeps every letter in its order', () => {
  const pieces = fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom(' ', '. ', 'https://', '\n'));
  fc.assert(
    fc.property(fc.array(pieces), (written) => {
      const text = written.join('');
      expect(
        partsOf(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

it('puts what could not be sent back before what was begun meanwhile', () => {
  expect(withUnsent('Satu', '')).toBe('Satu');
  expect(withUnsent('Satu', 'Du')).toBe('Satu\nDu');
});
