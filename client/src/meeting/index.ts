/** What the rest of the client may use of the meeting: its pages, and the parts a test call is made of. */
export { JoinPage } from './JoinPage.tsx';
export { dbfsOfPower } from './level.ts';
export { Door, MeetingPage } from './MeetingPage.tsx';
export type { ConnectionStats } from './media.ts';
export { Room } from './Room.tsx';
export { type RoomProps, Stay } from './Stay.tsx';
export { farEndOf } from './session-state.ts';
export { useStore } from './use-store.ts';
export type { MadeMedia } from './wishes.ts';
