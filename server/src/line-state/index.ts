/** How the lines of the people in running meetings are: graded, told, kept. */
import type { Context } from '../context.ts';
import type { Sfu } from '../media/index.ts';
import type { Rooms } from '../meeting/index.ts';
import { LineMonitor, type MonitorContext } from './line-monitor.ts';

export { lineStateRoutes } from './http.ts';

/** Watches the lines of all meetings until the result is closed; routes reach them through `context.conferences`. */
export function serveLines(
  context: MonitorContext,
  sfu: Pick<Sfu, 'request'>,
  rooms: Rooms,
): { running: NonNullable<Context['conferences']>['running']; close: () => void } {
  const known = new Set<string>();
  rooms.on('changed', ({ roomId, kind }) => kind === 'meeting' && known.add(roomId));
  const meetingIds = () => {
    for (const meetingId of known) if (rooms.participants(meetingId).length === 0) known.delete(meetingId);
    return [...known];
  };
  const monitor = new LineMonitor(context, sfu, {
    running: meetingIds,
    participants: (meetingId) => rooms.participants(meetingId),
    lineChanged: (meetingId, participantId, line) => {
      // They may have left while the node was asked.
      if (!rooms.participants(meetingId).some((one) => one.participantId === participantId)) return;
      const room = rooms.live(meetingId);
      const presence = room.presences.get(participantId);
      if (presence && presence.info.line !== line) rooms.change(room, presence, { line });
    },
  });
  monitor.start();
  const running = () =>
    meetingIds().map((meetingId) => ({
      meetingId,
      participantCount: rooms.participants(meetingId).length,
      sufferers: monitor.sufferers(meetingId),
    }));
  return { running, close: () => monitor.stop() };
}
