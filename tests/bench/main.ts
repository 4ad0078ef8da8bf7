/** `npm run bench`: what a forwarded packet costs, ours beside another worker and beside the limit of the machine. */
import { parseArgs } from 'node:util';
import { machine } from './cpu.ts';
import { type Case, forwardRound, type Method, type Round } from './forward.ts';
import { janusRound } from './janus.ts';
import { janusObstacle } from './janus-process.ts';
import { limitRound } from './limit.ts';
import { alternate, median, spread } from './rounds.ts';

/** Copies a second that are offered to every subject alike. Higher comes nearer to a full core, lower leaves the endpoints' core room. */
const COPIES_PER_SECOND = 100_000;

/** What is offered beside Janus, which loses packets long before a worker does. Higher measures its losses, lower measures timers more than packets. */
const JANUS_COPIES_PER_SECOND = 10_000;

/** The case that the project's target is about. */
const TARGET = 'full/browser/50';

/** What is measured when no case is named. */
const DEFAULT_CASES: Record<'forward' | 'limit', string[]> = {
  forward: [
    'full/browser/10',
    TARGET,
    'full/browser/100',
    'full/single/50',
    'full/opus/50',
    'lite/browser/50',
    'lite/single/50',
  ],
  limit: ['full/equal/50', TARGET, 'full/single/50', 'full/opus/50'],
};

/** One line of the table. */
interface CaseResult {
  case: string;
  consumers: number;
  ourUs: number | null;
  peer: string | null;
  peerUs: number | null;
  ratio: number | null;
  spread: number;
  limitUs: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    load: { type: 'string' },
    case: { type: 'string', multiple: true },
    worker: { type: 'string', default: '' },
    program: { type: 'string', default: '' },
    'peer-worker': { type: 'string' },
  },
});

const bench = positionals[0] === 'limit' ? 'limit' : 'forward';
const rounds = Number(values.rounds);
const isJanus = values['peer-worker'] === 'janus';
const obstacle = isJanus ? janusObstacle() : null;
if (obstacle) console.log(obstacle);
/** The path of another worker, or `janus`. */
const peerWorker = obstacle ? undefined : values['peer-worker'];
const method: Method = {
  program: values.program,
  copiesPerSecond: Number(values.load ?? (isJanus && !obstacle ? JANUS_COPIES_PER_SECOND : COPIES_PER_SECOND)),
  warmMs: 700,
  runMs: Number(values.seconds) * 1000,
};

/** A case by its name: negotiation/shape/consumers. */
function parseCase(name: string): Case {
  const [negotiation, shape = '', consumers = ''] = name.split('/');
  const isKnown = negotiation === 'full' || negotiation === 'lite';
  if (!isKnown || !['equal', 'browser', 'single', 'opus'].includes(shape) || !/^\d+$/.test(consumers))
    throw new Error(`A case is called like ${TARGET}, not ${name}.`);
  return { negotiation, shape, consumers: Number(consumers) };
}

/** The cost of a round in which (nearly) everything arrived; one that lost packets measured something else. */
function costOf(name: string, { us, result }: Round): number {
  const arrived = result.received / result.sent;
  if (!(arrived > 0.99)) console.error(`  ${name}: only ${(arrived * 100).toFixed(1)} % arrived`);
  if (result.lateMs > 100) console.error(`  ${name}: the endpoints were ${result.lateMs} ms late`);
  return us;
}

async function measure(name: string): Promise<CaseResult> {
  const what = parseCase(name);
  const subjects: Record<string, () => Promise<number>> = {
    limit: async () => costOf('limit', await limitRound(what, method)),
  };
  if (bench === 'forward') {
    subjects.ours = async () => costOf('ours', await forwardRound(values.worker, what, method));
    if (peerWorker) {
      const round = () => (isJanus ? janusRound(what, method) : forwardRound(peerWorker, what, method));
      subjects.peer = async () => costOf('peer', await round());
    }
  }
  const { limit = [], ours, peer } = await alternate(subjects, rounds);
  const ratios = ours && peer ? ours.map((us, index) => us / (peer[index] ?? Number.NaN)) : null;
  return {
    case: `${what.negotiation}/${what.shape}`,
    consumers: what.consumers,
    ourUs: ours ? median(ours) : null,
    peer: peerWorker ?? null,
    peerUs: peer ? median(peer) : null,
    ratio: ratios && median(ratios),
    spread: spread(ours ?? limit),
    limitUs: median(limit),
  };
}

const us = (value: number | null) => (value === null ? '–' : value.toFixed(3)).padStart(8);
console.log('case               consumers  ours µs  peer µs  ratio  limit µs  ours/limit  spread');
const cases: CaseResult[] = [];
for (const name of values.case ?? DEFAULT_CASES[bench]) {
  const result = await measure(name);
  cases.push(result);
  const share = result.ourUs === null ? '–' : (result.ourUs / result.limitUs).toFixed(2);
  console.log(
    `${result.case.padEnd(18)} ${String(result.consumers).padStart(9)} ${us(result.ourUs)} ${us(result.peerUs)}  ${result.ratio?.toFixed(2) ?? '   –'}  ${us(result.limitUs)}  ${share.padStart(10)}  ${(result.spread * 100).toFixed(0).padStart(4)} %`,
  );
}
const target = cases.find((result) => `${result.case}/${result.consumers}` === TARGET) ?? cases[0];
if (values.json) {
  const limitUs = target?.limitUs ?? null;
  const shareOfLimit = target?.ourUs ? target.limitUs / target.ourUs : null;
  console.log(JSON.stringify({ bench, machine: machine(), rounds: rounds - 1, cases, limitUs, shareOfLimit }));
}
