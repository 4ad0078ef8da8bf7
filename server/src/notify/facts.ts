/** The facts of a message as the words of its placeholders, in the reader's language; every time names its zone. Pure. */
import type { NotificationEvent } from '@sambung/contract/notify';
import type { Language } from '@sambung/contract/problem';
import type { Nature } from '@sambung/contract/request';
import type { Digest, MessageData } from './message.ts';
import type { Facts } from './text.ts';
import { dateText, instantText, rangeText, spanText } from './when.ts';

/** What is known beside the row's data. */
export interface Reading {
  readonly event: NotificationEvent;
  readonly language: Language;
  readonly institution: { readonly name: string; readonly timeZone: string };
  readonly requestId: string | null;
  /** Somebody without an account is never sent to a page that asks them to sign in. */
  readonly hasAccount: boolean;
  /** The address of this installation, without a trailing slash. */
  readonly publicUrl: string;
  /** Opens a sealed secret; a reader who may not see secrets gets something else put in its place. */
  readonly open: (sealed: string) => string;
}

const natureNames: Record<Language, Record<Nature, string>> = {
  id: { biasa: 'biasa', segera: 'segera', penting: 'penting', rahasia: 'rahasia' },
  en: { biasa: 'ordinary', segera: 'urgent', penting: 'important', rahasia: 'confidential' },
};
const certifiedNames: Record<Language, readonly [string, string]> = {
  id: ['layak', 'belum layak'],
  en: ['passed', 'not passed'],
};

/** The value of every placeholder; those with nothing to say are absent. */
export function factsOf(data: MessageData, reading: Reading): Facts {
  const { language, institution } = reading;
  const zone = data.case?.timeZone ?? institution.timeZone;
  const readerZone = data.recipient.timeZone;
  // Due times are the institution's own clocks.
  const instant = (at: string | undefined) => at && instantText(language, at, institution.timeZone);
  const proposed = data.proposed;
  const values: Record<string, string | null | undefined> = {
    recipient: data.recipient.name,
    institution: institution.name,
    number: data.case?.number,
    title: data.case?.title,
    place: data.case?.place,
    applicant: data.case?.applicant,
    when: data.case && whenOf(data.case, language, readerZone),
    link: linkOf(data, reading),
    step: data.step?.[language],
    due: instant(data.dueAt),
    reason: data.reason,
    instruction: data.instruction,
    nature: data.nature && natureNames[language][data.nature],
    by: data.by,
    note: data.note,
    percent: data.percent === undefined ? undefined : `${data.percent}%`,
    responsible: data.responsible,
    before: data.minutesBefore === undefined ? undefined : beforeText(language, data.minutesBefore),
    'test-when': data.test && spanText(language, withZone(data.test, zone), readerZone),
    result: data.certified === undefined ? undefined : certifiedNames[language][data.certified ? 0 : 1],
    site: data.site,
    'old-address': data.oldAddress,
    'new-address': data.newAddress,
    expires: instant(data.expiresAt),
    'new-when': proposed && spanText(language, { ...proposed, timeZone: zone }, readerZone),
    'new-place': proposed?.place,
    cause: data.cause?.[language],
    'proof-page': data.publicPath && reading.publicUrl + data.publicPath,
    code: data.sealed?.code && reading.open(data.sealed.code),
    password: data.sealed?.password && reading.open(data.sealed.password),
    ...(data.digest && digestFacts(data.digest, reading)),
  };
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function whenOf(facts: NonNullable<MessageData['case']>, language: Language, readerZone: string | null) {
  const { startsAt, endsAt, timeZone } = facts;
  return startsAt !== null && endsAt !== null ? spanText(language, { startsAt, endsAt, timeZone }, readerZone) : null;
}

const withZone = (test: NonNullable<MessageData['test']>, timeZone: string) => ({
  startsAt: test.startsAt,
  endsAt: test.endsAt,
  timeZone: test.timeZone ?? timeZone,
});

/** The page a message is about, within this installation; null when it is about none. */
export function pathOf(data: Pick<MessageData, 'path' | 'digest'>, requestId: string | null): string | null {
  if (data.path !== undefined) return data.path;
  if (data.digest) return '/tasks';
  return requestId === null ? null : `/requests/${requestId}`;
}

function linkOf(data: MessageData, { requestId, hasAccount, publicUrl, open }: Reading): string | null {
  if (data.sealed?.link !== undefined) return open(data.sealed.link);
  const path = hasAccount ? pathOf(data, requestId) : null;
  return path === null ? null : publicUrl + path;
}

/** "1 hari" · "60 menit". */
function beforeText(language: Language, minutes: number): string {
  const days = minutes / 1_440;
  if (Number.isInteger(days)) return language === 'id' ? `${days} hari` : `${days} ${days === 1 ? 'day' : 'days'}`;
  return language === 'id' ? `${minutes} menit` : `${minutes} minutes`;
}

function digestFacts(digest: Digest, { language, institution }: Reading): Record<string, string> {
  const { timeZone } = institution;
  const tasks = digest.tasks.map(({ number, title, step, dueAt }) => {
    const due =
      dueAt === null ? '' : ` — ${language === 'id' ? 'sebelum' : 'before'} ${instantText(language, dueAt, timeZone)}`;
    return `• ${step[language]}: ${title} (${number})${due}`;
  });
  const left = digest.taskCount - tasks.length;
  if (left > 0) tasks.push(language === 'id' ? `• dan ${left} lagi` : `• and ${left} more`);
  const conferences = digest.conferences.map(
    (one) =>
      `• ${rangeText(language, one.startsAt, one.endsAt, one.timeZone)}: ${one.title}${one.place && ` (${one.place})`}`,
  );
  return {
    date: dateText(language, `${digest.date}T12:00:00.000Z`, 'UTC'),
    tasks: countText(language, digest.taskCount),
    late: digest.lateCount === 0 ? '' : String(digest.lateCount),
    'task-list': tasks.join('\n'),
    conferences: conferences.join('\n'),
    news: digest.news.map((line) => `• ${line}`).join('\n'),
  };
}

function countText(language: Language, count: number): string {
  if (count === 0) return language === 'id' ? 'tidak ada tugas' : 'no tasks';
  return language === 'id' ? `${count} tugas` : `${count} ${count === 1 ? 'task' : 'tasks'}`;
}
