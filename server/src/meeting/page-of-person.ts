/** One person's pages: the one opened last speaks, an older one is told so and never takes the place back by itself. */
import type { RoomRequestInput } from '@sambung/contract/socket';
import type { LiveRoom, Presence } from './room.ts';
import type { PageLink } from './room-registry.ts';

/** A page that asks to be let in. */
export interface AskingPage {
  readonly socketId: string;
  readonly displayName: string;
  readonly page: RoomRequestInput<'join'>['page'];
}

/** Whether a present page is connected, and is another one. A page that does not say which it is counts as the same. */
export const isAnotherPage = (
  present: Presence | undefined,
  asking: { readonly socketId: string | null; readonly pageId: string | null },
): boolean =>
  present !== undefined &&
  present.socketId !== null &&
  present.socketId !== asking.socketId &&
  present.pageId !== null &&
  asking.pageId !== null &&
  present.pageId !== asking.pageId;

/** A page that was in and lost its connection finds another one in its place: two that come back by themselves would drive each other out for ever. */
export function isOvertaken(room: LiveRoom, accessId: string, { socketId, page }: AskingPage): boolean {
  if (!page?.wasIn) return false;
  const present = [...room.presences.values()].find((one) => one.accessId === accessId);
  return isAnotherPage(present, { socketId, pageId: page.id });
}

/** Tells a page that another one took its place, and lets go of it. */
export function release(pages: PageLink, socketId: string, roomId: string): void {
  pages.toSocket(socketId, { name: 'room:ended', data: { reason: 'replaced' } });
  pages.exit(socketId, roomId);
  pages.disconnect(socketId);
}
