/** Help is whole and true: every page has it, in both languages alike, and every name it quotes stands on the screen in that language. */
import { runsOf } from '@sambung/contract/help/topic';
import { type HelpTopicName, helpTopics } from '@sambung/contract/help/topics';
import { describe, expect, it } from 'vitest';
import routes from '../routes.tsx?raw';
import { registeredMessages } from '../ui/i18n.ts';
import { pageTopics, topicOf } from './pages.ts';

// Every file of messages, also those of a feature's second page, registers what it holds.
import.meta.glob(['../**/*messages.ts', '../notify/names.ts'], { eager: true });

const paths = [...routes.matchAll(/<Route path="([^"]+)"/g)].map(([, path = '']) => path);
const topics = Object.entries(helpTopics).map(([name, topic]) => ({ name, topic }));

const bare = (text: string) => text.replace(/…$/, '');
type Pattern = readonly [key: string, pattern: RegExp];
const patterns: Record<'id' | 'en', readonly Pattern[]> = { id: patternsOf('id'), en: patternsOf('en') };

/** What each message can look like on the screen: a placeholder stands for anything, an ellipsis at the end for nothing. */
function patternsOf(language: 'id' | 'en'): Pattern[] {
  return [...registeredMessages()].flatMap(([feature, messages]) =>
    Object.entries(messages[language]).flatMap(([key, message]): Pattern[] => {
      const parts = bare(message).split(/\{\{\w+\}\}/);
      // One that is little more than its placeholders would be found in anything.
      if (parts.length > 1 && parts.join('').replace(/\P{Letter}/gu, '').length < 3) return [];
      const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
      return [[`${feature}.${key.replace(/_(one|other)$/, '')}`, new RegExp(`^${pattern}$`)]];
    }),
  );
}

/** The messages that a quoted name can be, as `feature.key`. */
const messagesNamed = (name: string, language: 'id' | 'en') =>
  new Set(patterns[language].filter(([, pattern]) => pattern.test(bare(name))).map(([key]) => key));
const namesIn = (text: string) =>
  runsOf(text)
    .filter(({ named }) => named)
    .map((run) => run.text);

/** The texts of a topic in one language, in their order. */
function textsOf(name: string, language: 'id' | 'en'): string[] {
  const { title, about, tasks, words = [], refusals = [] } = helpTopics[name as HelpTopicName][language];
  return [title, about, ...tasks.flatMap((task) => [task.title, ...task.steps]), ...words.flat(), ...refusals.flat()];
}

describe('every page', () => {
  it('of the route table has a topic, and no topic is of a page that does not exist', () => {
    expect(paths.length).toBeGreaterThan(40);
    expect(Object.keys(pageTopics).sort()).toEqual([...paths].sort());
    const used = new Set(Object.values(pageTopics));
    expect(Object.keys(helpTopics).filter((name) => !used.has(name as HelpTopicName))).toEqual([]);
  });

  it('is found by its address, the particular one before the general one', () => {
    expect(topicOf('/requests/new')).toBe('new-request');
    expect(topicOf('/requests/0198c0de')).toBe('request');
    expect(topicOf('/requests/0198c0de/edit')).toBe('edit-request');
    expect(topicOf('/admin/procedures/new')).toBe('new-procedure');
    expect(topicOf('/m/123456789')).toBe('meeting');
    expect(topicOf('/nowhere/at/all')).toBe('not-found');
  });
});

describe.each(topics)('the topic $name', ({ name, topic }) => {
  it('says the same things in both languages, and leaves nothing empty', () => {
    const shape = (language: 'id' | 'en') => {
      const { tasks, words = [], refusals = [] } = topic[language];
      const doers = tasks.map((task) => ({ for: task.for ?? null, steps: task.steps.length }));
      return { doers, words: words.length, refusals: refusals.length };
    };
    expect(shape('en')).toEqual(shape('id'));
    expect(topic.id.tasks.length).toBeGreaterThan(0);
    for (const language of ['id', 'en'] as const)
      expect(textsOf(name, language).filter((text) => text.trim() === '' || text.split('**').length % 2 === 0)).toEqual(
        [],
      );
  });

  it('quotes names as they stand on the screen, and the same ones in both languages', () => {
    const english = textsOf(name, 'en');
    for (const [index, indonesian] of textsOf(name, 'id').entries()) {
      const [id, en] = [namesIn(indonesian), namesIn(english[index] ?? '')];
      const meant = (names: string[], language: 'id' | 'en') =>
        names.map((one) => ({ one, keys: messagesNamed(one, language) }));
      const [inIndonesian, inEnglish] = [meant(id, 'id'), meant(en, 'en')];
      expect(
        [...inIndonesian, ...inEnglish].filter(({ keys }) => keys.size === 0).map(({ one }) => one),
        indonesian,
      ).toEqual([]);
      expect(en.length, indonesian).toBe(id.length);
      for (const { one, keys } of inIndonesian)
        expect(
          inEnglish.some((other) => [...keys].some((key) => other.keys.has(key))),
          `${one}: ${indonesian}`,
        ).toBe(true);
    }
  });
});
