/** Files that people hand in: what is accepted, how large, and what the answers say of them. */
import { z } from 'zod';

/** Decided by content. Office documents are left out on purpose: they run macros on the reader's machine. */
export const acceptedMediaTypes = ['application/pdf', 'image/png', 'image/jpeg', 'image/webp'] as const;
export type AcceptedMediaType = (typeof acceptedMediaTypes)[number];

/** Largest file. Higher admits long scans and fills the disk sooner; lower refuses colour scans of a few pages. */
export const uploadLimitBytes = 20_000_000;

/** A file as answers name it; its content is behind an address of its own. */
export const storedFileSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
});
export type StoredFileSummary = z.infer<typeof storedFileSchema>;
