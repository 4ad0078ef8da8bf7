/** Texts with placeholders: what is said, what is left out, and that nothing written by somebody becomes markup or a header. */
import { definitionOf, notificationEventNames, placeholdersOf } from '@sambung/contract/notify';
import { describe, expect, it } from 'vitest';
import { defaultWords } from './mail.ts';
import { faultsOf, oneLine, renderHtml, renderText } from './text.ts';

describe('a text with placeholders', () => {
  it('is filled in; lines and paragraphs with nothing to say are left out, words alone stay', () => {
    const template = 'Acara {{title}}.\nAlasan: {{reason}}\nTetap.\n\nDaftar:\n{{list}}\n\nSelesai.';
    expect(renderText(template, { title: 'Rapat' })).toBe('Acara Rapat.\nTetap.\n\nSelesai.');
    expect(renderText(template, { title: 'Rapat', reason: 'hujan', list: '• a\n• b' })).toBe(
      'Acara Rapat.\nAlasan: hujan\nTetap.\n\nDaftar:\n• a\n• b\n\nSelesai.',
    );
  });

  it('escapes what people wrote, in values and in the words around them', () => {
    const html = renderHtml('Acara <b>{{title}}</b> & lain: {{link}}', {
      title: '<img src=x onerror=alert(1)>"\'',
      link: 'https://contoh.example/?a=1&b=2',
    });
    expect(html).toBe(
      '<p>Acara &lt;b&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&lt;/b&gt; &amp; lain: ' +
        '<a href="https://contoh.example/?a=1&amp;b=2">https://contoh.example/?a=1&amp;b=2</a></p>',
    );
  });

  it('makes a link of nothing but an address of the web', () => {
    expect(renderHtml('{{link}}', { link: 'javascript:alert(1)' })).toBe('<p>javascript:alert(1)</p>');
  });

  it('is not read twice: a value that looks like a placeholder stays as it is', () => {
    expect(renderText('{{title}}', { title: '{{password}}', password: 'rahasia' })).toBe('{{password}}');
  });

  it('tells unknown, missing and broken placeholders apart', () => {
    expect(faultsOf('{{title}} {{tilte}}', ['title', 'link'], ['link'])).toEqual({
      unknown: ['tilte'],
      missing: ['link'],
      broken: false,
    });
    expect(faultsOf('{{title}', ['title'], []).broken).toBe(true);
    expect(faultsOf('{{Title}}', ['title'], []).broken).toBe(true);
  });
});

it.each(['satu\r\nBcc: mata@jahat.example', 'satu\nBcc: mata@jahat.example', 'satu\u2028Bcc: mata@jahat.example'])(
  'a header stays one line whatever the title says (%j)',
  (title) => expect(oneLine(title)).toBe('satu Bcc: mata@jahat.example'),
);

describe.each(notificationEventNames)('our own words for %s', (event) => {
  it.each(['id', 'en'] as const)('say only what the event knows, and what it must (%s)', (language) => {
    const { subject, body } = defaultWords(event, language);
    const known = placeholdersOf(event);
    expect(faultsOf(subject, known, [])).toEqual({ unknown: [], missing: [], broken: false });
    expect(faultsOf(body, known, definitionOf(event).needs ?? [])).toEqual({ unknown: [], missing: [], broken: false });
  });

  it('say the same in both languages', () => {
    const used = (language: 'id' | 'en') => {
      const { subject, body } = defaultWords(event, language);
      return [...new Set(`${subject} ${body}`.match(/\{\{[a-z-]+\}\}/g))].sort();
    };
    expect(used('en')).toEqual(used('id'));
  });
});
