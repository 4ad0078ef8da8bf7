/** What the rest of the client may use of the meeting: its pages, and the parts a test call is made of. */
export { DeviceHelp } from './DeviceHelp.tsx';
export { LevelBar } from './LevelBar.tsx';
export { dbfsOfPower, LevelMeter } from './level.ts';
export { LocalMedia, type LocalSource } from './local-media.ts';
export { Door } from './MeetingPage.tsx';
export type { ConnectionStats } from './media.ts';
export { Room } from './Room.tsx';
export { type RoomProps, Stay } from './Stay.tsx';
export { farEndOf } from './session-state.ts';
export { setupOf } from './setup.ts';
export { type Reading, readingOf, type StatsReport, statsReportOf } from './stats.ts';
export { useStore } from './use-store.ts';
export { Video } from './Video.tsx';
export type { MadeMedia } from './wishes.ts';

/** The way to the media node and back, a chunk of its own like all code of media. */
export const loadLoopback = () => import('./loopback.ts');
