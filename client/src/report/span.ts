/** The range of dates that a report covers: a day, a week from Monday, a month, or what somebody chose. Dates are `YYYY-MM-DD`. Pure. */
export const spans = ['day', 'week', 'month'] as const;
export type Span = (typeof spans)[number];

export interface Range {
  readonly from: string;
  readonly to: string;
}

const dayMs = 86_400_000;
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (day: number) => new Date(day).toISOString().slice(0, 10);
const firstOfMonth = (date: string, months = 0) => {
  const at = new Date(dayOf(date));
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
};

/** The span that a date lies in. */
export function rangeOf(span: Span, date: string): Range {
  const day = dayOf(date);
  if (span === 'day') return { from: date, to: date };
  if (span === 'month') return { from: dateOf(firstOfMonth(date)), to: dateOf(firstOfMonth(date, 1) - dayMs) };
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return { from: dateOf(day - sinceMonday * dayMs), to: dateOf(day + (6 - sinceMonday) * dayMs) };
}

/** A date in the span before (-1) or after (1). */
export function shift(span: Span, date: string, by: -1 | 1): string {
  if (span === 'month') return dateOf(firstOfMonth(date, by));
  return dateOf(dayOf(date) + by * (span === 'day' ? 1 : 7) * dayMs);
}

/** Whether this is a calendar date. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dayOf(text)) && dateOf(dayOf(text)) === text;
}
