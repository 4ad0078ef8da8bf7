/** The daily summary: how many tasks wait, today's conferences, and what was kept for it; at the institution's hour, once a day, only when it says something. */
import { institutionSettingsSchema } from '@sambung/contract/institution';
import type { Task } from '@sambung/contract/task';
import type { Context } from '../context.ts';
import { type DigestReader, listInstitutions, listReaders, listWaiting, recordDigest } from './digest-store.ts';
import { listScheduled } from './feed-store.ts';
import { noticeOf } from './mail.ts';
import type { Digest } from './message.ts';
import { preferencesOf } from './recipients.ts';
import { wallClock } from './when.ts';

/** What the summary asks of other features, given by the composition root: they tell through this one, so it cannot import them. */
export interface DigestSources {
  /** The open tasks of a staff member, those due first. */
  readonly tasksOf: (staffId: string) => Promise<readonly Task[]>;
  /** Whether the institution works on a date of its calendar. */
  readonly isWorkingDay: (institutionId: string, date: string) => Promise<boolean>;
}

/** A summary that could not leave for this long is yesterday's news. */
const latestMinutes = 4 * 60;
/** Tasks and kept news named in the mail; the rest is counted. More makes a longer mail. */
const namedTasks = 10;
const namedNews = 20;
const dayMs = 86_400_000;

/** The institution's date when its summary is due at this instant, or null. */
export function digestDate(settings: unknown, timeZone: string, nowIso: string): string | null {
  const parsed = institutionSettingsSchema.safeParse(settings);
  const { digestAt } = parsed.success ? parsed.data : institutionSettingsSchema.parse({});
  const { date, time } = wallClock(nowIso, timeZone);
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const since = minutes(time) - minutes(digestAt);
  return since >= 0 && since < latestMinutes ? date : null;
}

/** Records the summaries that are due. `done` remembers the institutions' dates this process has finished. */
export async function digestDue(context: Context, sources: DigestSources, done: Set<string>): Promise<void> {
  const now = context.clock();
  for (const institution of await listInstitutions(context.db)) {
    const date = digestDate(institution.settings, institution.timeZone, now.toISOString());
    if (date === null || done.has(`${institution.id} ${date}`)) continue;
    const working = await sources.isWorkingDay(institution.id, date);
    const conferences = await conferencesOn(context, institution, date, now);
    for (const reader of await listReaders(context.db, institution.id, date, now)) {
      if (!preferencesOf(reader.preferences).digest) continue;
      const own = new Set(
        reader.isOfficer ? [] : (await conferencesOn(context, institution, date, now, reader)).map(({ id }) => id),
      );
      const theirs = conferences.filter(({ id }) => reader.isOfficer || own.has(id));
      // On a day off nobody is asked to work; a conference that takes place is said all the same.
      if (!working && theirs.length === 0) continue;
      await digestFor(context, sources, institution, reader, date, theirs);
    }
    done.add(`${institution.id} ${date}`);
  }
}

type Institution = Awaited<ReturnType<typeof listInstitutions>>[number];
type Conference = Digest['conferences'][number] & { readonly id: string };

async function digestFor(
  context: Context,
  { tasksOf }: DigestSources,
  institution: Institution,
  reader: DigestReader,
  date: string,
  conferences: readonly Conference[],
): Promise<void> {
  const now = context.clock();
  const tasks = await tasksOf(reader.id);
  const waiting = await listWaiting(context.db, reader.id, institution);
  if (tasks.length === 0 && waiting.length === 0 && conferences.length === 0) return;
  const settings = { publicUrl: context.publicUrl(), open: () => '•••' };
  const digest: Digest = {
    date,
    taskCount: tasks.length,
    lateCount: tasks.filter(({ late }) => late).length,
    tasks: tasks.slice(0, namedTasks).map(({ number, title, stepName, dueAt }) => ({
      number: number ?? '',
      title,
      step: stepName,
      dueAt,
    })),
    conferences: conferences.map(({ id: _, ...one }) => one),
    news: waiting.slice(-namedNews).map((row) => noticeOf({ ...row, language: reader.language }, settings).title),
  };
  await context.db.$transaction((tx) =>
    recordDigest(tx, {
      institutionId: institution.id,
      timeZone: institution.timeZone,
      reader,
      digest,
      gathered: waiting.map(({ id }) => id),
      now,
    }),
  );
}

const notToday = new Set(['draft', 'waitlisted', 'cancelled', 'rejected', 'no_show', 'submitted', 'returned']);

/** Conferences that begin on the institution's date; only those of the person when one is given. */
async function conferencesOn(
  { db }: Context,
  { id, timeZone }: Institution,
  date: string,
  now: Date,
  reader?: DigestReader,
): Promise<Conference[]> {
  const cases = await listScheduled(db, {
    institutionId: id,
    subject: reader ? { kind: 'person', id: reader.id } : null,
    from: new Date(now.getTime() - dayMs),
    to: new Date(now.getTime() + 2 * dayMs),
  });
  return cases
    .filter(({ state, startsAt }) => !notToday.has(state) && wallClock(startsAt.toISOString(), timeZone).date === date)
    .map((one) => ({
      id: one.id,
      title: one.title,
      place: one.place,
      startsAt: one.startsAt.toISOString(),
      endsAt: one.endsAt.toISOString(),
      timeZone: one.timeZone,
    }));
}
