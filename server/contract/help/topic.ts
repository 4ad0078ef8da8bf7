/** What the help of a page is made of. The drawer on the page and the printed guides read the same topics, so that they cannot contradict each other. */
import type { Role } from '../http.ts';
import type { Language } from '../problem.ts';

/**
 * One thing that people do on a page, in numbered steps. A name between two pairs of asterisks (`**Kirim**`) stands on the screen exactly so; a test looks
 * each of them up in the client's messages.
 */
export interface HelpTask {
  readonly title: string;
  /** Roles that do this; everybody when absent. */
  readonly for?: readonly Role[];
  readonly steps: readonly string[];
}

/** A word, a state or a clock of the page, and what it means. */
export type HelpWord = readonly [term: string, meaning: string];
/** What the page refuses, and what to do then. */
export type HelpRefusal = readonly [refusal: string, remedy: string];

export interface HelpText {
  readonly title: string;
  /** What the page is for, in a sentence or two. */
  readonly about: string;
  readonly tasks: readonly HelpTask[];
  readonly words?: readonly HelpWord[];
  readonly refusals?: readonly HelpRefusal[];
}

/** Who knows more about a page. */
export type HelpContact = 'admin' | 'technician' | 'operator' | 'inviter';

export interface HelpTopic extends Readonly<Record<Language, HelpText>> {
  readonly ask: HelpContact;
}

export const contacts: Readonly<Record<HelpContact, Readonly<Record<Language, string>>>> = {
  admin: {
    id: 'Tanyakan kepada admin instansi Anda. Bila di layar tampil kode bantuan, sebutkan kodenya.',
    en: 'Ask the administrator of your institution. If the screen shows a help code, mention it.',
  },
  technician: {
    id: 'Untuk peralatan dan sambungan tanyakan kepada teknisi instansi Anda; untuk akun dan jabatan, kepada adminnya.',
    en: 'For equipment and connections ask a technician of your institution; for accounts and positions, its administrator.',
  },
  operator: {
    id: 'Tanyakan kepada pengelola pemasangan: orang yang menjalankan server Sambung. Sebutkan kode bantuan bila tampil di layar.',
    en: 'Ask who runs the installation: the people who keep the Sambung server. Mention the help code if the screen shows one.',
  },
  inviter: {
    id: 'Tanyakan kepada orang atau instansi yang mengundang Anda; kontaknya ada di undangan.',
    en: 'Ask the person or institution that invited you; how to reach them stands in the invitation.',
  },
};

/** What somebody with these roles does on the page; null stands for a reader whose roles are not known, who is told everything. */
export function tasksFor(text: HelpText, roles: readonly Role[] | null): readonly HelpTask[] {
  return text.tasks.filter(({ for: doers }) => !doers || roles === null || doers.some((role) => roles.includes(role)));
}

export interface Run {
  readonly text: string;
  /** A name as it stands on the screen. */
  readonly named: boolean;
}

/** A text in its parts: what stands between two pairs of asterisks is a name on the screen. */
export function runsOf(text: string): readonly Run[] {
  return text
    .split('**')
    .map((part, index) => ({ text: part, named: index % 2 === 1 }))
    .filter((run) => run.text !== '');
}
