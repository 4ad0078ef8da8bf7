/** A room's pipes to other nodes (cascade): what is sent there, and what comes from there as if it were produced here. */
import type { CrossedStats, PipeEnd, SfuInput, SfuProducer, SfuResult } from '@sambung/contract/sfu';
import type { PipeTransport, Producer, RtpParameters } from 'mediasoup/types';
import type { RoomPart } from './room-part.ts';
import { SfuError } from './sfu-error.ts';

/** Nodes that a room may reach at once; a cascade of more is a tree, which nobody asked for. */
const mostPipes = 8;

/** Where a node's pipes are reached. */
export interface PipeListen {
  /** An address of this machine. */
  address: string;
  /** What other nodes are told in its place, or null. */
  announcedAddress: string | null;
}

interface Pipe {
  transport: PipeTransport;
  part: RoomPart;
}
interface Received {
  producer: Producer;
  info: SfuProducer;
  part: RoomPart;
}

/** `open` and `connect` make an end, `send` and `receive` let a producer cross; everything ends with the room or the worker. */
export class RoomPipes {
  readonly #listen: PipeListen;
  readonly #pipes = new Map<string, Pipe>();
  readonly #received = new Map<string, Received>();

  constructor(listen: PipeListen) {
    this.#listen = listen;
  }

  /** The part of the room that a producer of another node is in; null when none came under this id. */
  partOf(producerId: string): RoomPart | null {
    return this.#received.get(producerId)?.part ?? null;
  }

  sourceOf(producerId: string): SfuProducer['source'] | undefined {
    return this.#received.get(producerId)?.info.source;
  }

  /** Parts that may not be given back: a pipe ends in them. */
  get parts(): ReadonlySet<RoomPart> {
    return new Set([...this.#pipes.values()].map(({ part }) => part));
  }

  /** Media crosses networks, so it is encrypted; retransmission mends what the way between the nodes loses. */
  async open(part: RoomPart): Promise<PipeEnd> {
    if (this.#pipes.size >= mostPipes) throw new SfuError('limitReached', 'the room has too many pipes');
    const { address, announcedAddress } = this.#listen;
    const transport = await part.router.createPipeTransport({
      listenInfo: { protocol: 'udp', ip: address, ...(announcedAddress !== null && { announcedAddress }) },
      enableSrtp: true,
      enableRtx: true,
    });
    this.#pipes.set(transport.id, { transport, part });
    transport.observer.once('close', () => this.#pipes.delete(transport.id));
    const { srtpParameters, tuple } = transport;
    if (!srtpParameters) throw new SfuError('media', 'a pipe without keys');
    return {
      pipeId: transport.id,
      address: announcedAddress ?? tuple.localAddress,
      port: tuple.localPort,
      srtpParameters: srtpParameters as PipeEnd['srtpParameters'],
    };
  }

  async connect({ pipeId, far }: SfuInput<'pipe:connect'>): Promise<void> {
    const { address: ip, port, srtpParameters } = far;
    await this.#pipe(pipeId).transport.connect({ ip, port, srtpParameters });
  }

  /** Sends a producer of `home` over a pipe. Rejects when it is gone. */
  async send(pipeId: string, producer: SfuProducer, home: RoomPart): Promise<SfuResult<'pipe:send'>> {
    const { transport, part } = this.#pipe(pipeId);
    const { producerId } = producer;
    const release = await part.bring(producerId, home);
    try {
      const consumer = await transport.consume({ producerId });
      consumer.observer.once('close', release);
      return { producer, rtpParameters: consumer.rtpParameters as SfuResult<'pipe:send'>['rtpParameters'] };
    } catch (error) {
      release();
      throw error;
    }
  }

  async receive({ pipeId, producer: info, rtpParameters }: SfuInput<'pipe:receive'>): Promise<void> {
    const { transport, part } = this.#pipe(pipeId);
    const { producerId: id, kind, paused } = info;
    if (this.#received.has(id)) return;
    const producer = await transport.produce({ id, kind, paused, rtpParameters: rtpParameters as RtpParameters });
    this.#received.set(id, { producer, info, part });
    producer.observer.once('close', () => this.#received.delete(id));
  }

  async change(producerId: string, paused: boolean): Promise<void> {
    const producer = this.#received.get(producerId)?.producer;
    await (paused ? producer?.pause() : producer?.resume());
  }

  drop(producerId: string): void {
    this.#received.get(producerId)?.producer.close();
  }

  /** Ends a pipe with everything that crosses it. */
  close(pipeId: string): void {
    this.#pipes.get(pipeId)?.transport.close();
  }

  /** What was lost between the nodes, by the numbers of the packets; mended later is lost all the same. */
  async crossed(): Promise<CrossedStats[]> {
    const read = [...this.#received.values()].map(async ({ producer }) => {
      const streams = (await producer.getStats()).filter(({ type }) => type === 'inbound-rtp');
      const sum = (of: 'packetCount' | 'packetsLost') => streams.reduce((total, stream) => total + stream[of], 0);
      return { producerId: producer.id, packetCount: sum('packetCount'), packetsLost: sum('packetsLost') };
    });
    return (await Promise.allSettled(read)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  #pipe(pipeId: string): Pipe {
    const pipe = this.#pipes.get(pipeId);
    if (!pipe) throw new SfuError('notFound', 'the room has no such pipe');
    return pipe;
  }
}
