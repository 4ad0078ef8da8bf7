/**
 * `node tests/thirty/main.ts --worker PATH [--seconds N] [--participants N] [--json]`, a part of `npm run test:full`: a meeting of thirty with two real browsers
 * on one machine. Prints what it cost the worker and what the browsers showed; ends with `N passed, N failed`.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { machine } from '../bench/cpu.ts';
import { holdMeeting, type MeetingFigures } from './meeting.ts';

const { values } = parseArgs({
  options: {
    worker: { type: 'string' },
    seconds: { type: 'string', default: '300' },
    participants: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
});
if (!values.worker) {
  console.error('--worker is missing.');
  process.exit(2);
}
/** A page whose own timer is later than this had no processor: its gaps are then not the worker's. */
const busyTimerMs = 500;
const count = Number(values.participants);
const say = values.json ? console.error : console.log;

const expectations: Record<string, (figures: MeetingFigures) => boolean> = {
  'each browser has a tile for everybody else, with pictures': ({ pages }) =>
    pages.length === 2 && pages.every(({ tiles, empty }) => tiles === count + 1 && empty === 0),
  'no tile of a browser stands still for more than a second': ({ pages }) =>
    pages.every(({ freezes }) => freezes === 0),
  'every participant receives pictures, and only what their senders wrote': ({ synthetic }) =>
    synthetic.withoutFrames === 0 && synthetic.foreign === 0,
  'nobody is disconnected': ({ synthetic }) => synthetic.disconnected === 0,
};

const figures = await holdMeeting(values.worker, count, Number(values.seconds));
const missed = Object.entries(expectations).flatMap(([what, holds]) => (holds(figures) ? [] : [what]));
say(textOf(figures).join('\n'));
for (const what of missed) say(`MISSED: ${what}`);
const passed = Object.keys(expectations).length - missed.length;
if (values.json)
  console.log(
    JSON.stringify({ thirty: figures, machine: machine(), bench: 'thirty', passed, failed: missed.length, missed }),
  );
else say(`\n${passed} passed, ${missed.length} failed`);
process.exitCode = missed.length > 0 ? 1 : 0;

function textOf({ seconds, participants, worker, pages, synthetic }: MeetingFigures): string[] {
  const whole = (value: number) => value.toFixed(0);
  return [
    `${participants} synthetic participants and ${pages.length} browsers for ${whole(seconds)} s`,
    `worker: ${(worker.processorShare * 100).toFixed(1)} % of one processor, ${whole(worker.rssMib)} MiB resident (${whole(worker.pssMib)} MiB proportional), ${whole(worker.packetsReceivedPerSecond)} packets/s in, ${whole(worker.packetsSentPerSecond)} out, ${worker.keyFrameRequests} key frames asked for`,
    ...pages.map(
      (page, index) =>
        `browser ${index + 1}: ${page.tiles} tiles, ${whole(page.framesPerSecond)} pictures/s, longest gap ${whole(page.longestGapMs)} ms (the other browser's picture ${whole(page.other.longestGapMs)} ms, ${page.other.width} wide), ${page.freezes} freezes > 1 s, ${page.packetsLost} packets lost; widths ${JSON.stringify(page.widths)}; its own timer at most ${whole(page.latestTimerMs)} ms late`,
    ),
    `load average of the machine over the last minute: ${loadavg()[0]?.toFixed(1)}`,
    ...(pages.some(({ latestTimerMs }) => latestTimerMs > busyTimerMs)
      ? ['THE MACHINE WAS TOO BUSY: the pages themselves stood still, so the gaps say nothing of the worker']
      : []),
    `synthetic: ${synthetic.consumers} consumers, longest gap of a picture ${whole(synthetic.longestGapMs)} ms, ${synthetic.missing} packets missing, ${synthetic.undecodableFrames} frames undecodable, ${synthetic.foreign} packets changed`,
  ];
}
