/** The node's metrics: what it holds, its workers' use of the machine, and the workers' own counters, read when somebody asks. */
import { cpuUsage, memoryUsage } from 'node:process';
import { family, type Labels, type MetricFamily, mergeTexts, metricsText } from './metrics-text.ts';
import type { PeerCounts } from './peer-counts.ts';
import type { RoomRegistry } from './room-registry.ts';
import { readProcessUsage, readWorkerText } from './worker-metrics.ts';
import { loadOf, type MediaWorker, type WorkerPool } from './worker-pool.ts';

export interface MetricsSources {
  pool: Pick<WorkerPool, 'workers' | 'deathCount' | 'sparePid'>;
  rooms: Pick<RoomRegistry, 'rooms'>;
  /** Where the workers serve their counters. */
  metricsDirectory: string;
}

/** The text of one scrape (Prometheus text format 0.0.4). */
export async function collectMetrics({ pool, rooms, metricsDirectory }: MetricsSources): Promise<string> {
  const { workers } = pool;
  const texts = await Promise.all(workers.map(({ worker }) => readWorkerText(metricsDirectory, worker.pid)));
  const answered = workers.flatMap((worker, index) => {
    const text = texts[index];
    return typeof text === 'string' ? [{ text, labels: labelsOf(worker) }] : [];
  });
  return metricsText([
    ...roomFamilies(rooms.rooms),
    ...workerFamilies(pool, new Set(answered.map(({ labels }) => labels.worker))),
    ...nodeFamilies(),
    ...mergeTexts(answered),
  ]);
}

const labelsOf = ({ index }: MediaWorker) => ({ worker: String(index) });

function roomFamilies(rooms: RoomRegistry['rooms']): MetricFamily[] {
  const peers = rooms.flatMap((room) => room.peers);
  const total = (count: (counts: PeerCounts) => number) => peers.reduce((sum, peer) => sum + count(peer.counts), 0);
  const parts = rooms.flatMap((room) => room.parts);
  const kinds = (name: 'producers' | 'consumers') =>
    (['audio', 'video'] as const).map((kind) => [{ kind }, total((counts) => counts[name][kind])] as const);
  return [
    family('sambung_sfu_rooms', 'gauge', 'Rooms open on this node.', [[{}, rooms.length]]),
    family('sambung_sfu_room_parts', 'gauge', 'Parts of rooms on workers; more than rooms when some have grown.', [
      [{}, parts.length],
    ]),
    family('sambung_sfu_peers', 'gauge', 'Participants whose media this node holds.', [[{}, peers.length]]),
    family('sambung_sfu_peers_connected', 'gauge', 'Of these, those with a connected transport.', [
      [{}, peers.filter(({ connected }) => connected).length],
    ]),
    family(
      'sambung_sfu_transports',
      'gauge',
      'WebRTC transports by direction, as the peer sees it.',
      (['send', 'receive'] as const).map((direction) => [
        { direction },
        total(({ transports }) => transports[direction]),
      ]),
    ),
    family('sambung_sfu_producers', 'gauge', 'What peers send, by kind.', kinds('producers')),
    family('sambung_sfu_consumers', 'gauge', 'What peers receive, by kind.', kinds('consumers')),
    family('sambung_sfu_piped_producers', 'gauge', 'Producers that cross from one worker to another.', [
      [{}, parts.reduce((sum, { pipedCount }) => sum + pipedCount, 0)],
    ]),
  ];
}

function workerFamilies(pool: MetricsSources['pool'], answered: ReadonlySet<string>): MetricFamily[] {
  const { workers } = pool;
  const usages = workers.map((worker) => ({ labels: labelsOf(worker), usage: readProcessUsage(worker.worker.pid) }));
  const used = (value: (usage: NonNullable<(typeof usages)[number]['usage']>) => number) =>
    usages.flatMap(({ labels, usage }): [Labels, number][] => (usage ? [[labels, value(usage)]] : []));
  return [
    family('sambung_sfu_workers', 'gauge', 'Media workers that serve.', [[{}, workers.length]]),
    family('sambung_sfu_spare_workers', 'gauge', 'Media workers that wait to replace one.', [
      [{}, pool.sparePid === null ? 0 : 1],
    ]),
    family('sambung_sfu_worker_deaths_total', 'counter', 'Media workers that died and were replaced.', [
      [{}, pool.deathCount],
    ]),
    family(
      'sambung_sfu_worker_rooms',
      'gauge',
      'Rooms with a part on the worker.',
      workers.map((worker) => [labelsOf(worker), worker.parts.size]),
    ),
    family(
      'sambung_sfu_worker_load_streams',
      'gauge',
      'What the worker counts for when a room is placed, in streams.',
      workers.map((worker) => [labelsOf(worker), loadOf(worker)]),
    ),
    family(
      'sambung_sfu_worker_cpu_seconds_total',
      'counter',
      'CPU time of the worker’s process, user and system.',
      used(({ cpuSeconds }) => cpuSeconds),
    ),
    family(
      'sambung_sfu_worker_resident_bytes',
      'gauge',
      'Memory of the worker’s process.',
      used(({ residentBytes }) => residentBytes),
    ),
    family(
      'sambung_sfu_worker_counters_read',
      'gauge',
      '1 when the worker told its own counters in time.',
      workers.map((worker) => [labelsOf(worker), answered.has(labelsOf(worker).worker) ? 1 : 0]),
    ),
  ];
}

function nodeFamilies(): MetricFamily[] {
  const { user, system } = cpuUsage();
  return [
    family('sambung_sfu_node_cpu_seconds_total', 'counter', 'CPU time of the node process, user and system.', [
      [{}, (user + system) / 1e6],
    ]),
    family('sambung_sfu_node_resident_bytes', 'gauge', 'Memory of the node process.', [[{}, memoryUsage.rss()]]),
  ];
}
