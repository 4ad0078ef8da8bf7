/** What the library is told while media flows: events and their order, traces, statistics, pausing. */
import type { ConsumerTraceEventData, ProducerTraceEventData } from 'mediasoup/types';
import { vi } from 'vitest';
import { writeNack, writePli } from '../../support/rtcp-packet.ts';
import { describeWire } from './conforms.ts';
import { Line, mediaSsrc, rtcpAt, rtxSsrc, vp8 } from './line.ts';

const video = { mimeType: 'video/VP8' } as const;
const subscriber = 0x44444444;
const limit = { timeout: 10_000, interval: 20 };

interface RtpInfo {
  rtpPacket: { timestamp: number };
}

const frame = (sequence: number, key = sequence === 1) => ({
  sequence,
  timestamp: sequence * 3_000,
  marker: true,
  payload: vp8({ key, pictureId: sequence, tl0: sequence, body: `f${sequence}` }),
});

/** Everything that producer and consumer say, in order. */
function journal(line: Line): string[] {
  const said: string[] = [];
  line.producer.on('score', (scores) => said.push(`producer score ${scores.map(({ score }) => score)}`));
  line.producer.on('videoorientationchange', ({ camera, flip, rotation }) =>
    said.push(`orientation ${camera ? 'back' : 'front'} ${flip ? 'flipped' : 'straight'} ${rotation}`),
  );
  line.consumer.on('score', ({ score, producerScore }) => said.push(`consumer score ${score} of ${producerScore}`));
  line.consumer.on('producerpause', () => said.push('producer paused'));
  line.consumer.on('producerresume', () => said.push('producer resumed'));
  line.consumer.on('producerclose', () => said.push('producer closed'));
  line.consumer.on('layerschange', (layers) => said.push(`layers ${JSON.stringify(layers)}`));
  return said;
}

describeWire('events', (conforms) => {
  conforms(
    'a stream’s beginning, orientation, pause, resume and end are told in order',
    async (stage) => {
      const line = await Line.open(stage, video);
      const said = journal(line);
      const turned = (sequence: number, octet: number) => ({
        ...frame(sequence),
        extensions: line.extensions({ orientation: Buffer.from([octet]) }),
      });
      await line.send(turned(1, 0), turned(2, 0b1101), turned(3, 0b1101));
      await line.received(3);
      await line.producer.pause();
      await line.producer.resume();
      await vi.waitUntil(() => said.includes('producer resumed'), limit);
      line.producer.close();
      await vi.waitUntil(() => said.includes('producer closed'), limit);
      return said;
    },
    [
      'producer score 10',
      'consumer score 10 of 10',
      'orientation front straight 0',
      'orientation back flipped 90',
      'producer paused',
      'producer resumed',
      'producer closed',
    ],
  );

  conforms(
    'a paused producer’s packets go nowhere; resumed, it is asked for a key frame',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2));
      await line.received(2);
      await line.producer.pause();
      await line.send(frame(3), frame(4, true));
      await line.arrived(4);
      const from = line.sender.endpoint.packets.length;
      await line.producer.resume();
      await rtcpAt(line.sender.endpoint, 'PLI', { from });
      await line.send(frame(5), frame(6, true));
      const packets = await line.received(3);
      return packets.map(({ timestamp }) => timestamp / 3_000);
    },
    [1, 2, 6],
  );

  conforms(
    'traces tell of key frames, NACK and PLI at producer and consumer, in order',
    async (stage) => {
      const line = await Line.open(stage, video);
      const traced: string[] = [];
      // The library emits each trace of a consumer twice.
      const told = new WeakSet<object>();
      const note = (who: string) => (trace: ProducerTraceEventData | ConsumerTraceEventData) => {
        if (!told.has(trace)) traced.push(`${who} ${trace.type} ${trace.direction}`);
        told.add(trace);
      };
      line.producer.on('trace', note('producer'));
      line.consumer.on('trace', note('consumer'));
      await line.producer.enableTraceEvent(['keyframe', 'pli']);
      await line.consumer.enableTraceEvent(['keyframe', 'pli', 'nack']);
      await line.send(frame(1), frame(2));
      const [, second] = await line.received(2);
      await line.receiver.endpoint.write(writeNack(subscriber, line.ssrc, [second?.sequence ?? 0]));
      await line.received(1, line.rtxSsrc);
      await line.receiver.endpoint.write(writePli(subscriber, line.ssrc));
      await vi.waitUntil(() => traced.includes('producer pli out'), limit);
      return traced;
    },
    ['producer keyframe in', 'consumer keyframe out', 'consumer nack in', 'consumer pli in', 'producer pli out'],
  );

  conforms(
    'traces of all packets come in their order at the producer, then at the consumer',
    async (stage) => {
      const line = await Line.open(stage, video);
      const traced: string[] = [];
      const told = new WeakSet<object>();
      const note = (who: string) => (trace: ProducerTraceEventData | ConsumerTraceEventData) => {
        if (!told.has(trace))
          traced.push(`${who} ${trace.type} ${Number((trace.info as unknown as RtpInfo).rtpPacket.timestamp)}`);
        told.add(trace);
      };
      line.producer.on('trace', note('producer'));
      line.consumer.on('trace', note('consumer'));
      await line.producer.enableTraceEvent(['rtp', 'keyframe']);
      await line.consumer.enableTraceEvent(['rtp', 'keyframe']);
      await line.send(frame(1), frame(2));
      await vi.waitUntil(() => traced.length >= 4, limit);
      return traced;
    },
    ['producer keyframe 3000', 'consumer keyframe 3000', 'producer rtp 6000', 'consumer rtp 6000'],
  );
});

describeWire('statistics', (conforms) => {
  conforms(
    'counts of producer and consumer are those of the packets on the wire',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2), frame(3), frame(4));
      const packets = await line.received(4);
      await line.receiver.endpoint.write(
        writeNack(subscriber, line.ssrc, [packets[1]?.sequence ?? 0, packets[2]?.sequence ?? 0]),
      );
      await line.received(2, line.rtxSsrc);
      const [inbound] = await line.producer.getStats();
      const outbound = (await line.consumer.getStats()).find(({ type }) => type === 'outbound-rtp');
      return {
        inbound: {
          type: inbound?.type,
          ssrc: inbound?.ssrc,
          rtxSsrc: inbound?.rtxSsrc,
          kind: inbound?.kind,
          mimeType: inbound?.mimeType,
          packetCount: inbound?.packetCount,
          packetsLost: inbound?.packetsLost,
          score: inbound?.score,
        },
        outbound: {
          own: outbound?.ssrc === line.ssrc && outbound?.rtxSsrc === line.rtxSsrc,
          packetCount: outbound?.packetCount,
          nackCount: outbound?.nackCount,
          nackPacketCount: outbound?.nackPacketCount,
          packetsRetransmitted: outbound?.packetsRetransmitted,
          packetsRepaired: outbound?.packetsRepaired,
          score: outbound?.score,
        },
      };
    },
    {
      inbound: {
        type: 'inbound-rtp',
        ssrc: mediaSsrc,
        rtxSsrc: undefined,
        kind: 'video',
        mimeType: 'video/VP8',
        packetCount: 4,
        packetsLost: 0,
        score: 10,
      },
      outbound: {
        own: true,
        packetCount: 4,
        nackCount: 1,
        nackPacketCount: 2,
        packetsRetransmitted: 2,
        packetsRepaired: 2,
        score: 10,
      },
    },
  );

  conforms(
    'the transport counts what it took in and gave out, by kind',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2), { ...frame(3), ssrc: rtxSsrc, payloadType: 121 });
      await line.received(2);
      const [sender] = await line.sender.transport.getStats();
      const [receiver] = await line.receiver.transport.getStats();
      return {
        tookMedia: (sender?.rtpBytesReceived ?? 0) > 0,
        tookMore: (sender?.bytesReceived ?? 0) > (sender?.rtpBytesReceived ?? 0),
        gaveMedia: (receiver?.rtpBytesSent ?? 0) > 0,
        gaveMore: (receiver?.bytesSent ?? 0) > (receiver?.rtpBytesSent ?? 0),
        gaveRetransmissions: receiver?.rtxBytesSent,
        ice: sender?.iceState,
        dtls: sender?.dtlsState,
        type: sender?.type,
      };
    },
    {
      tookMedia: true,
      tookMore: true,
      gaveMedia: true,
      gaveMore: true,
      gaveRetransmissions: 0,
      ice: 'completed',
      dtls: 'connected',
      type: 'webrtc-transport',
    },
  );
});
