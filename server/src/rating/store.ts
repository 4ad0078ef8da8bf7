/** Rows of what participants said of a conference. */
import { type RatingInput, type RatingReason, ratingReasonSchema } from '@sambung/contract/rating';
import type { Database } from '../db.ts';

interface NewRating extends RatingInput {
  meetingId: string;
  accessId: string;
  ratedAt: Date;
}

/** One for each access; the newer replaces the older. */
export async function saveRating(db: Database, { accessId, ...rating }: NewRating): Promise<void> {
  await db.meetingRating.upsert({ where: { accessId }, create: { accessId, ...rating }, update: rating });
}

export interface RatingRow {
  readonly score: number;
  readonly reasons: readonly RatingReason[];
  readonly comment: string;
  readonly ratedAt: Date;
}

/** Newest first. */
export async function listRatings(db: Database, meetingId: string): Promise<RatingRow[]> {
  const rows = await db.meetingRating.findMany({ where: { meetingId }, orderBy: { ratedAt: 'desc' } });
  return rows.map(({ score, reasons, comment, ratedAt }) => ({
    ...{ score, comment, ratedAt },
    reasons: reasons.map((reason) => ratingReasonSchema.parse(reason)),
  }));
}
