/** Reminders before a conference: a day, an hour and half an hour ahead, once each, and none that comes too late to help. */
import { institutionSettingsSchema } from '@sambung/contract/institution';
import type { Context } from '../context.ts';
import { listUpcoming } from './reminder-store.ts';
import { tell } from './store.ts';

/** half an hour before, whatever hours the institution chose beside it. */
const lastReminderMinutes = 30;
const minuteMs = 60_000;

/** Minutes before the event, the longest first. */
export function reminderMinutes(settings: unknown): number[] {
  const parsed = institutionSettingsSchema.safeParse(settings);
  const hours = parsed.success ? parsed.data.reminderHours : institutionSettingsSchema.parse({}).reminderHours;
  return [...new Set([...hours.map((hour) => hour * 60), lastReminderMinutes])].sort((a, b) => b - a);
}

/**
 * The reminder that is due now, or null. One counts from its minute until half its time is gone or the next one's minute has come: after a stop of the
 * server, or an approval at short notice, people get the one that still helps and not all of them.
 */
export function dueReminder(minutes: readonly number[], startsAtMs: number, nowMs: number): number | null {
  const left = (startsAtMs - nowMs) / minuteMs;
  const index = minutes.findLastIndex((one) => left <= one);
  const due = minutes[index];
  if (due === undefined || left <= 0 || left <= due / 2) return null;
  return due;
}

/** Tells the people of every approved case whose reminder is due. `told` remembers what this process has told already; the rows' keys hold over all. */
export async function remindDue(context: Context, told: Set<string>): Promise<void> {
  const now = context.clock();
  for (const one of await listUpcoming(context.db, now)) {
    const minutesBefore = dueReminder(reminderMinutes(one.settings), one.startsAt.getTime(), now.getTime());
    if (minutesBefore === null) continue;
    // A moved event is reminded of anew.
    const dedupe = `${one.id}:${one.startsAt.toISOString()}:${minutesBefore}`;
    if (told.has(dedupe)) continue;
    await context.db.$transaction((tx) =>
      tell(tx, {
        institutionId: one.institutionId,
        event: 'reminder',
        requestId: one.id,
        data: { minutesBefore },
        dedupe,
        now,
      }),
    );
    told.add(dedupe);
  }
}
