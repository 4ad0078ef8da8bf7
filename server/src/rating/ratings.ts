/** What the ratings of a conference come to. Pure. */
import { type Ratings, ratingReasons } from '@sambung/contract/rating';
import type { RatingRow } from './store.ts';

/** Comments beyond these are read by nobody. */
const commentsShown = 50;

/** `rows` newest first. */
export function ratingsOf(rows: readonly RatingRow[]): Ratings {
  const counts = ratingReasons.map((reason) => ({
    reason,
    count: rows.filter(({ reasons }) => reasons.includes(reason)).length,
  }));
  return {
    count: rows.length,
    mean: rows.length === 0 ? null : rows.reduce((sum, { score }) => sum + score, 0) / rows.length,
    reasons: counts.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count),
    comments: rows
      .filter(({ comment }) => comment !== '')
      .slice(0, commentsShown)
      .map(({ score, comment, ratedAt }) => ({ score, comment, ratedAt: ratedAt.toISOString() })),
  };
}
