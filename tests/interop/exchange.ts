/** The other side of the pages: a worker with one router, asked by the pages over HTTP as an application's server is. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { types } from 'mediasoup';
import * as mediasoup from 'mediasoup';
import { build } from 'vite';

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

/** How the worker is reached, and what it is told by its environment. */
export interface Line {
  protocol: 'udp' | 'tcp';
  /** By the page's name: where its transports listen. */
  addresses: Record<string, string>;
  environment?: Record<string, string>;
}

export interface Exchange {
  /** Where the pages are. */
  url: string;
  /** Ends the worker before and starts one that is reached by `line`. */
  begin(line: Line): Promise<void>;
  /** What a page sends, by its name. */
  producers(page: string): types.Producer[];
  /** What a page receives, by its name. */
  consumers(page: string): types.Consumer[];
  /** A page's transports. */
  transports(page: string): types.WebRtcTransport[];
  close(): void;
}

/** What a page gives with its question; each question has its own. */
interface Asked {
  transportId: string;
  dtlsParameters: types.DtlsParameters;
  kind: types.MediaKind;
  rtpParameters: types.RtpParameters;
  rtpCapabilities: types.RtpCapabilities;
}

interface Side {
  transports: Map<string, types.WebRtcTransport>;
  producers: types.Producer[];
  consumers: types.Consumer[];
}

/** Starts the pages' server; `workerBinary` is run anew for each line. */
export async function startExchange(workerBinary: string): Promise<Exchange> {
  const script = await bundlePage();
  let worker: types.Worker | undefined;
  let router: types.Router | undefined;
  let line: Line | undefined;
  const sides = new Map<string, Side>();

  const answer = async (page: string, name: string, input: Asked): Promise<unknown> => {
    const side = sides.get(page);
    if (!router || !line || !side) throw new Error(`nobody expects ${page}`);
    const transport = side.transports.get(input.transportId);
    switch (name) {
      case 'capabilities':
        return router.rtpCapabilities;
      case 'transport': {
        const ip = line.addresses[page] ?? '127.0.0.1';
        const made = await router.createWebRtcTransport({
          listenInfos: [{ protocol: line.protocol, ip }],
          initialAvailableOutgoingBitrate: 1_500_000,
        });
        side.transports.set(made.id, made);
        const { id, iceParameters, iceCandidates, dtlsParameters } = made;
        return { id, iceParameters, iceCandidates, dtlsParameters };
      }
      case 'connect':
        return transport?.connect({ dtlsParameters: input.dtlsParameters });
      case 'restart':
        return transport?.restartIce();
      case 'produce': {
        const producer = await transport?.produce({ kind: input.kind, rtpParameters: input.rtpParameters });
        if (producer) side.producers.push(producer);
        return producer?.id;
      }
      case 'consume': {
        const others = [...sides].filter(([other]) => other !== page).flatMap(([, { producers }]) => producers);
        return Promise.all(
          others.map(async (producer) => {
            const consumer = await transport?.consume({
              producerId: producer.id,
              rtpCapabilities: input.rtpCapabilities,
              paused: true,
            });
            if (!consumer) throw new Error('there is no such transport');
            side.consumers.push(consumer);
            const { id, producerId, kind, rtpParameters } = consumer;
            return { id, producerId, kind, rtpParameters };
          }),
        );
      }
      case 'resume':
        return Promise.all(side.consumers.map((consumer) => consumer.resume()));
      default:
        throw new Error(`nobody answers ${name}`);
    }
  };

  const web = createServer((request, response) => {
    const [, first = '', page = '', name = ''] = (request.url ?? '').split('/');
    if (first !== 'ask') {
      response
        .setHeader('content-type', 'text/html')
        .end(`<!doctype html><title>interop</title><script>${script}</script>`);
      return;
    }
    read(request)
      .then((input) => answer(page, name, input))
      .then(
        (value) => response.end(JSON.stringify(value ?? null)),
        (error: Error) => response.writeHead(500).end(error.message),
      );
  });
  await new Promise<void>((resolve) => web.listen(0, 'localhost', resolve));

  return {
    url: `http://localhost:${(web.address() as AddressInfo).port}/`,
    begin: async (wanted) => {
      worker?.close();
      sides.clear();
      for (const page of Object.keys(wanted.addresses))
        sides.set(page, { transports: new Map(), producers: [], consumers: [] });
      line = wanted;
      worker = await startWorker(workerBinary, wanted.environment ?? {});
      router = await worker.createRouter({ mediaCodecs });
    },
    producers: (page) => sides.get(page)?.producers ?? [],
    consumers: (page) => sides.get(page)?.consumers ?? [],
    transports: (page) => [...(sides.get(page)?.transports.values() ?? [])],
    close: () => {
      worker?.close();
      (web as Server).close();
    },
  };
}

/** The npm package hands its process's environment on to the worker, and reads it at once. */
function startWorker(workerBin: string, environment: Record<string, string>): Promise<types.Worker> {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  const started = mediasoup.createWorker({ workerBin, logLevel: 'warn' });
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return started;
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function bundlePage(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: join(import.meta.dirname, 'page.ts'), formats: ['iife'], name: 'page' },
    },
  });
  const [chunk] = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  if (chunk?.type !== 'chunk') throw new Error('the bundler made no script');
  return chunk.code.replaceAll('</script', '<\\/script');
}
