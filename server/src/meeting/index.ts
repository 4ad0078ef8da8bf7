/** Meetings: their way in, and who holds a room's door open. */
export { createMeeting, describeWayIn, findRoomAccess, newLinkToken, newRoomCode, type RoomAccess } from './access.ts';
export { meetingRoutes } from './http.ts';
export type { Room } from './meeting.ts';
export type { PageReport, RoomParticipant } from './room-events.ts';
export { findReader, hasBeenIn } from './room-store.ts';
export type { Rooms } from './rooms.ts';
export { serveRooms } from './socket.ts';
export { TakingPart } from './taking-part.ts';
