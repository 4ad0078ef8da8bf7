/** Who is in a room as others see it, and what rooms tell whoever listens to them. */
import type { Side } from '@sambung/contract/http';
import type { RoomRequestInput } from '@sambung/contract/socket';
import type { Room } from './meeting.ts';

export interface RoomParticipant {
  participantId: string;
  displayName: string;
  side: Side | null;
  connected: boolean;
}

export type PageReport = RoomRequestInput<'test:report'>;

export interface RoomsEvents {
  /** Who is in the room, or who is connected, changed. */
  changed: [room: { roomId: string; kind: Room['kind'] }];
  /** What pages of a test call tell beyond joining and leaving: what only they see, their clock, what their people answer and write. */
  reported: [Told & { report: PageReport }];
  /** The same of a page that stands for a site in a conference. */
  'site-reported': [Told & { report: PageReport }];
  'clock-answered': [Told & { answer: RoomRequestInput<'clock:answer'> }];
  answered: [Told & { answers: RoomRequestInput<'test:answer'> }];
  said: [Told & { name: string; text: string }];
}
type Told = { roomId: string; participantId: string; side: Side };
export type TestTelling = Exclude<keyof RoomsEvents, 'changed' | 'site-reported'>;
