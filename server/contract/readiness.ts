/** The readiness gate of a request: what must be there before its conference. */
import { z } from 'zod';
import { bilingualSchema } from './text.ts';

/** What must be there before the conference, and what is missing (readiness gate). */
export const readinessSchema = z.object({
  ready: z.boolean(),
  simulated: z.boolean(),
  items: z.array(
    z.object({
      key: z.string(),
      name: bilingualSchema,
      met: z.boolean(),
      /** Whether the case is not ready without it; the pre-test of the last hour does not hold it up. */
      blocks: z.boolean(),
      missing: bilingualSchema.nullable(),
    }),
  ),
});
export type Readiness = z.infer<typeof readinessSchema>;
