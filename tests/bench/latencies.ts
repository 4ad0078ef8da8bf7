/** What many waiting times come to. Pure. */

/** One question that was answered. */
export interface Answered {
  readonly route: string;
  /** Milliseconds from the instant it was due to be asked to the end of the answer. */
  readonly ms: number;
  readonly ok: boolean;
}

export interface Summary {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly count: number;
  readonly errors: number;
}

/** The smallest value that so large a share of them does not exceed (nearest rank). NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Waiting times by route, in the routes' order. A question that failed counts as an error, and its time counts too: a quick refusal must not look good. */
export function summarise(answers: readonly Answered[], routes: readonly string[]): Record<string, Summary> {
  const rounded = (ms: number) => Math.round(ms * 10) / 10;
  return Object.fromEntries(
    routes.map((route) => {
      const mine = answers.filter((answer) => answer.route === route);
      const times = mine.map(({ ms }) => ms);
      return [
        route,
        {
          p50Ms: rounded(percentile(times, 0.5)),
          p95Ms: rounded(percentile(times, 0.95)),
          maxMs: rounded(times.reduce((most, ms) => Math.max(most, ms), 0)),
          count: mine.length,
          errors: mine.filter(({ ok }) => !ok).length,
        },
      ];
    }),
  );
}

/** Instants in milliseconds from the start at which questions are due: `rate` a second on average, as random as people are, the same for the same seed. */
export function arrivals(rate: number, seconds: number, random: () => number): number[] {
  const due: number[] = [];
  // The times between independent arrivals are distributed exponentially.
  for (let at = nextGap(rate, random); at < seconds * 1_000; at += nextGap(rate, random)) due.push(at);
  return due;
}

const nextGap = (rate: number, random: () => number) => (-Math.log(1 - random()) * 1_000) / rate;
