/** What only a visit that has begun needs, loaded together: the session with its media, the door, the goodbye. */
export { warmUp } from './device.ts';
export { MeetingSession } from './session.ts';
export { Visit } from './Visit.tsx';
