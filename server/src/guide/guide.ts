/** A guide as a printed document: introduction, contents, a chapter for each page of the role, words. Pure. */
import { contactsOf, type GuideRole, glossaryOf, guides, rolesOfGuide } from '@sambung/contract/help/guides';
import { contacts, type HelpTopic, type HelpWord, runsOf, tasksFor } from '@sambung/contract/help/topic';
import { helpTopics } from '@sambung/contract/help/topics';
import type { Language } from '@sambung/contract/problem';
import { type Block, footPageWords, type PrintedDocument, printDate } from '../document/index.ts';

const words = {
  id: {
    contents: 'Isi',
    words: 'Arti kata dan tanda',
    refusals: 'Bila ditolak atau terhenti',
    glossary: 'Daftar kata',
    ask: 'Bertanya',
    edition: 'Sambung versi {version}, dicetak {date}.',
    bold: 'Yang dicetak tebal adalah nama tombol, bagian, atau tanda persis seperti di layar.',
  },
  en: {
    contents: 'Contents',
    words: 'What words and signs mean',
    refusals: 'If something is refused or stuck',
    glossary: 'Words',
    ask: 'Whom to ask',
    edition: 'Sambung version {version}, printed {date}.',
    bold: 'What is printed in bold is the name of a button, part or sign exactly as on the screen.',
  },
} as const;

/** Which edition it is: paper lies about longer than a version lives. */
export interface Edition {
  readonly version: string;
  readonly printedAt: Date;
  readonly timeZone: string;
}

export function printGuide(
  role: GuideRole,
  language: Language,
  { version, printedAt, timeZone }: Edition,
): PrintedDocument {
  const guide = guides[role];
  const say = words[language];
  const title = guide.title[language];
  const chapters = [...guide.chapters.map((name) => helpTopics[name][language].title), say.glossary, say.ask].map(
    (text, index) => `${index + 1}. ${text}`,
  );
  const edition = say.edition.replace('{version}', version).replace('{date}', printDate(printedAt, timeZone, language));
  return {
    title,
    language,
    letterhead: { lines: ['SAMBUNG'], contact: [title], logo: null },
    control: null,
    pageWords: footPageWords[language],
    formCode: '',
    footer: [{ text: edition }],
    watermark: null,
    landscape: false,
    createdAt: printedAt,
    blocks: [
      { kind: 'space', height: 12 },
      { kind: 'title', text: title, beneath: edition },
      { kind: 'space', height: 8 },
      ...guide.intro[language].map((text): Block => ({ kind: 'prose', words: text })),
      { kind: 'prose', words: [{ text: say.bold, italic: true }] },
      { kind: 'heading', text: say.contents, level: 2 },
      { kind: 'contents', headings: chapters },
      ...guide.chapters.flatMap((name, index) =>
        chapterBlocks(helpTopics[name], { role, language, heading: chapters[index] ?? '' }),
      ),
      { kind: 'heading', text: chapters.at(-2) ?? '', level: 1 },
      ...pairs(glossaryOf(role, language)),
      { kind: 'heading', text: chapters.at(-1) ?? '', level: 1 },
      ...contactsOf(guide).map((contact): Block => ({ kind: 'prose', words: contacts[contact][language] })),
    ],
  };
}

interface Chapter {
  readonly role: GuideRole;
  readonly language: Language;
  readonly heading: string;
}

function chapterBlocks(topic: HelpTopic, { role, language, heading }: Chapter): Block[] {
  const text = topic[language];
  const say = words[language];
  return [
    { kind: 'heading', text: heading, level: 1 },
    { kind: 'prose', words: text.about },
    ...tasksFor(text, rolesOfGuide(role)).flatMap((task): Block[] => [
      { kind: 'heading', text: task.title, level: 2 },
      { kind: 'steps', steps: task.steps.map(marked) },
    ]),
    ...titled(say.words, text.words),
    ...titled(say.refusals, text.refusals),
  ];
}

function titled(title: string, list: readonly HelpWord[] | undefined): Block[] {
  return list === undefined ? [] : [{ kind: 'heading', text: title, level: 2 }, ...pairs(list)];
}

const marked = (text: string) => runsOf(text).map((run) => ({ text: run.text, bold: run.named }));

const pairs = (list: readonly HelpWord[]): Block[] =>
  list.map(([term, meaning]) => ({
    kind: 'prose',
    words: [{ text: `${term.replaceAll('**', '')}: `, bold: true }, ...marked(meaning)],
  }));
