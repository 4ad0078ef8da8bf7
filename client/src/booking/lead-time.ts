/** How many days too late a request is, as far as the page can know: holidays only make it later, and the server decides. Pure. */
import { defaultWeek, type WeekHours, weekdays } from '@sambung/contract/calendar';

const dayMs = 86_400_000;

export interface LeadTimePolicy {
  days: number;
  count: 'calendar' | 'working';
}

/** Days from `from` to `to` (local dates): all of them, or those on which the week has hours. */
export function daysAhead(
  from: string,
  to: string,
  count: LeadTimePolicy['count'],
  week: WeekHours = defaultWeek,
): number {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  if (last <= first) return 0;
  if (count === 'calendar') return Math.round((last - first) / dayMs);
  let days = 0;
  for (let at = first + dayMs; at <= last; at += dayMs) {
    const day = weekdays[(new Date(at).getUTCDay() + 6) % 7] ?? 'monday';
    if (week[day].length > 0) days += 1;
  }
  return days;
}

/** The days that are there where they are too few; null when the event is far enough ahead. */
export function leadTimeShort(
  policy: LeadTimePolicy,
  today: string,
  eventDate: string,
  week?: WeekHours,
): number | null {
  if (policy.days === 0) return null;
  const ahead = daysAhead(today, eventDate, policy.count, week);
  return ahead < policy.days ? ahead : null;
}
