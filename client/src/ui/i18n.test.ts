/** Both languages are whole, in every feature. */
import { describe, expect, it, vi } from 'vitest';

// Files share their modules: what other tests registered is not counted here.
vi.resetModules();
const { currentLanguage, registeredMessages, registerMessages, setLanguage } = await import('./i18n.ts');
const modules = import.meta.glob('../*/messages.ts');
for (const load of Object.values(modules)) await load();
const features = [...registeredMessages()];
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('the messages of every feature', () => {
  it('are registered, one feature a file', () => {
    expect(Object.keys(modules).length).toBeGreaterThanOrEqual(5);
    expect(features.length).toBe(Object.keys(modules).length);
  });

  it.each(features)('of %s say the same things in both languages', (_feature, { id, en }) => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(id).sort());
    for (const [key, indonesian] of Object.entries(id)) {
      const english = en[key] ?? '';
      expect(indonesian.trim(), key).not.toBe('');
      expect(english.trim(), key).not.toBe('');
      expect(placeholders(english), key).toEqual(placeholders(indonesian));
    }
  });
});

describe('a text', () => {
  const { text } = registerMessages('test-only', {
    id: { hello: 'Halo {{name}}', people_one: '{{count}} orang', people_other: '{{count}} orang' },
    en: { hello: 'Hello {{name}}', people_one: '{{count}} person', people_other: '{{count}} people' },
  });

  it('starts in Indonesian and follows the language', () => {
    expect(currentLanguage()).toBe('id');
    expect(text('hello', { name: 'Siti' })).toBe('Halo Siti');
    setLanguage('en');
    expect(text('hello', { name: 'Siti' })).toBe('Hello Siti');
    expect(text('people', { count: 1 })).toBe('1 person');
    expect(text('people', { count: 3 })).toBe('3 people');
    setLanguage('id');
    expect(text('people', { count: 1 })).toBe('1 orang');
  });

  it('does not escape what React escapes', () => {
    expect(text('hello', { name: '<b>' })).toBe('Halo <b>');
  });
});
