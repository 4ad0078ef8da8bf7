/**
 * The relay's process. Started by `startRelay` it takes requests over IPC; by hand:
 * `node tests/support/relay/main.ts --schedule FILE --log FILE [--udp ADDRESS:PORT] [--tcp ADDRESS:PORT]`, which begins at once and ends with Ctrl-C.
 */
import { parseArgs } from 'node:util';
import { Line } from './line.ts';
import { LogWriter } from './log.ts';
import { readSchedule, scheduleSchema } from './schedule.ts';
import { TcpForwarder } from './tcp-forwarder.ts';
import { type Endpoint, UdpForwarder } from './udp-forwarder.ts';
import type { Answer, Request } from './wire.ts';

const { values } = parseArgs({
  options: {
    schedule: { type: 'string' },
    log: { type: 'string', default: 'relay.log' },
    udp: { type: 'string', multiple: true, default: [] },
    tcp: { type: 'string', multiple: true, default: [] },
  },
});
const schedule = values.schedule ? readSchedule(values.schedule) : scheduleSchema.parse({});
const line = new Line(schedule, new LogWriter(values.log));
const udp: UdpForwarder[] = [];
const tcp: TcpForwarder[] = [];
line.onRebind = () => udp.reduce((sum, forwarder) => sum + forwarder.rebind(), 0);
line.onCut = () => {
  for (const forwarder of tcp) forwarder.cut();
};
line.onRoom = (direction) => {
  for (const forwarder of tcp) forwarder.resume(direction);
};

async function openUdp(target: Endpoint, at?: Partial<Endpoint>): Promise<Endpoint> {
  const forwarder = await UdpForwarder.listen(line, target, at);
  udp.push(forwarder);
  return forwarder.endpoint;
}

async function openTcp(target: Endpoint, at?: Partial<Endpoint>): Promise<Endpoint> {
  const forwarder = await TcpForwarder.listen(line, target, at);
  tcp.push(forwarder);
  return forwarder.endpoint;
}

async function finish(): Promise<void> {
  await line.empty();
  for (const forwarder of [...udp, ...tcp]) forwarder.close();
  await line.close();
}

async function perform(request: Request): Promise<Endpoint | null> {
  switch (request.do) {
    case 'open-udp':
      return openUdp(request.target, request.at);
    case 'open-tcp':
      return openTcp(request.target, request.at);
    case 'begin':
      line.begin();
      return null;
    case 'apply':
      line.apply(request.change);
      return null;
    case 'play':
      line.play(scheduleSchema.parse({ phases: request.phases }).phases);
      return null;
    case 'finish':
      await finish();
      return null;
  }
}

function endpointOf(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) };
}

if (process.send) {
  const answer = (message: Answer) => process.send?.(message);
  process.on('message', ({ id, request }: { id: number; request: Request }) => {
    perform(request)
      .then((endpoint) => answer({ id, endpoint }))
      .catch((error: Error) => answer({ id, error: error.message }));
  });
  process.on('disconnect', () => process.exit(0));
} else {
  for (const target of values.udp) {
    const near = await openUdp(endpointOf(target));
    console.log(`UDP ${near.address}:${near.port} → ${target}`);
  }
  for (const target of values.tcp) {
    const near = await openTcp(endpointOf(target));
    console.log(`TCP ${near.address}:${near.port} → ${target}`);
  }
  line.begin();
  process.on('SIGINT', () => void finish().then(() => process.exit(0)));
}
