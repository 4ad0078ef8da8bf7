/** What participants say of a conference when they leave it. */
import { z } from 'zod';

/** What disturbed, in words that lead somewhere: to the line, the device, or the page. */
export const ratingReasons = [
  'sound-broken',
  'picture-broken',
  'echo',
  'noise',
  'hard-to-join',
  'disconnected',
  'hard-to-use',
] as const;
export const ratingReasonSchema = z.enum(ratingReasons);
export type RatingReason = z.infer<typeof ratingReasonSchema>;

// POST /api/access/:code/rating (RatingInput). One for each stay in a room; said again, the newer counts.
export const ratingInputSchema = z.object({
  /** 1 bad … 5 good. */
  score: z.int().min(1).max(5),
  reasons: z.array(ratingReasonSchema).max(ratingReasons.length),
  comment: z.string().trim().max(500),
});
export type RatingInput = z.infer<typeof ratingInputSchema>;

// GET /api/requests/:id/ratings → Ratings
export const ratingsSchema = z.object({
  count: z.int(),
  mean: z.number().nullable(),
  /** How often each reason was given, most often first. */
  reasons: z.array(z.object({ reason: ratingReasonSchema, count: z.int() })),
  /** Without names, newest first. */
  comments: z.array(z.object({ score: z.int(), comment: z.string(), ratedAt: z.iso.datetime() })),
});
export type Ratings = z.infer<typeof ratingsSchema>;
