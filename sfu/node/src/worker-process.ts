/** One media worker's process: started with a time limit, told where it listens, known by the program it really runs. */
import { readlinkSync } from 'node:fs';
import { isIP } from 'node:net';
import { createWorker } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import { ConfigurationError, type Env } from './env.ts';

/** How long a start may take until the binary is declared unusable. Lower fails on a busy machine, higher hides a wrong binary. */
const workerStartTimeoutMs = 10_000;

export type ListenSettings = Pick<Env, 'firstMediaPort' | 'listenAddresses' | 'announcedAddress'>;

/** Starts the binary (null: mediasoup's stock worker). Throws `ConfigurationError` when it does not run. */
export async function startWorker(workerBinary: string | null): Promise<Worker> {
  const starting = createWorker({ logLevel: 'warn', ...(workerBinary === null ? {} : { workerBin: workerBinary }) });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not report that it runs')), workerStartTimeoutMs);
  });
  try {
    return await Promise.race([starting, tooLate]);
  } catch (error) {
    starting.then((worker) => worker.close()).catch(() => {});
    const which = workerBinary === null ? "mediasoup's stock media worker" : `The media worker ${workerBinary}`;
    throw new ConfigurationError(
      `${which} cannot be started (${reason(error)}); build it, or correct MEDIA_WORKER_BIN.`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Lets the worker of this number receive media; also answers the path of the program it runs. Throws `ConfigurationError` when a port is taken. */
export async function listen(
  worker: Worker,
  settings: ListenSettings,
  index: number,
): Promise<{ webRtcServer: WebRtcServer; binary: string }> {
  try {
    const webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfos(settings, index) });
    return { webRtcServer, binary: readlinkSync(`/proc/${worker.pid}/exe`) };
  } catch (error) {
    throw new ConfigurationError(mediaPortSentence(settings, index, error));
  }
}

/**
 * Where a worker listens: on every address for UDP and, for networks that let nothing else through, for TCP on the same port (RFC 6544). The announced address (a public one, before a NAT) stands for one listening address only, the first of its family, because two
 * candidates of one address and port would be one.
 */
export function listenInfos(settings: ListenSettings, index: number) {
  const { announcedAddress } = settings;
  const announced = announcedAddress === null ? undefined : announcedFor(settings.listenAddresses, announcedAddress);
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    settings.listenAddresses.map((ip) => ({
      protocol,
      ip,
      ...(announcedAddress !== null && ip === announced && { announcedAddress }),
      ...(settings.firstMediaPort > 0 && { port: settings.firstMediaPort + index }),
    })),
  );
}

function announcedFor(listenAddresses: readonly string[], announcedAddress: string): string | undefined {
  // A host name is taken for IPv4, which it nearly always leads to.
  const family = isIP(announcedAddress) || 4;
  return listenAddresses.find((ip) => isIP(ip) === family) ?? listenAddresses[0];
}

function mediaPortSentence(settings: ListenSettings, index: number, error: unknown): string {
  const where = settings.listenAddresses.join(', ');
  const which =
    settings.firstMediaPort === 0 ? 'A free media port' : `The media port ${settings.firstMediaPort + index}`;
  return `${which} (UDP and TCP) on ${where} cannot be used (${reason(error)}); choose others with MEDIA_PORTS or MEDIA_LISTEN_ADDRESS.`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
