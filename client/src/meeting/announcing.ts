/** What a screen reader is told of the meeting: everything, what is meant for people, or only whether one is connected. Pure. */

export const announcements = ['all', 'messages', 'connection'] as const;
export type Announced = (typeof announcements)[number];

export const announcedOf = (value: unknown): Announced => announcements.find((one) => one === value) ?? 'all';

/** Messages and hands are for people to act on; arrivals and reactions only fill the air. */
export const isAnnounced = (what: 'arrival' | 'message' | 'hand' | 'reaction', announced: Announced): boolean =>
  announced === 'all' || (announced === 'messages' && (what === 'message' || what === 'hand'));
