/** Kinds of personal data with a time limit of their own. Without schemas: the page before joining names them and must stay small. */

export const retentionKinds = ['addresses', 'samples', 'contacts', 'messages', 'recordings'] as const;
export type RetentionKind = (typeof retentionKinds)[number];
