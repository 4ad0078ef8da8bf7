/** The RTCP that the worker sends for what it gets: key frame requests, NACKs, retransmissions, reports, transport-wide feedback. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  readRtcp,
  writeFir,
  writeNack,
  writePli,
  writeReceiverReferenceTime,
  writeReceiverReport,
  writeSenderReport,
} from '../../support/rtcp-packet.ts';
import { describeWire } from './conforms.ts';
import { Line, mediaSsrc, rtcpAt, rtcpSoFar, rtxPayloadType, rtxSsrc, vp8 } from './line.ts';

const video = { mimeType: 'video/VP8' } as const;
/** What a subscriber's RTCP says its own SSRC is. */
const subscriber = 0x44444444;

const frame = (sequence: number, key = sequence === 1) => ({
  sequence,
  timestamp: sequence * 3_000,
  marker: true,
  payload: vp8({ key, pictureId: sequence, tl0: sequence, body: `f${sequence}` }),
});

const body = (payload: Buffer) => payload.toString('latin1').match(/f\d+$/)?.[0];

describeWire('key frame requests', (conforms) => {
  conforms(
    'a stream that begins in its middle is asked for a key frame, by a PLI that bears its SSRC twice',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(2));
      const [pli] = await rtcpAt(line.sender.endpoint, 'PLI');
      return pli;
    },
    { kind: 'PLI', sender: mediaSsrc, media: mediaSsrc },
  );

  conforms(
    'a publisher that did not announce PLI is asked by FIR, numbered from 1',
    async (stage) => {
      const wantedFeedback = (_: string, parameter: string) => parameter !== 'pli';
      const line = await Line.open(stage, { ...video, wantedFeedback });
      await line.send(frame(2));
      const [first] = await rtcpAt(line.sender.endpoint, 'FIR');
      const from = line.sender.endpoint.packets.length;
      await line.send(frame(3, true));
      await line.received(1);
      await line.receiver.endpoint.write(writePli(subscriber, line.ssrc));
      const [second] = await rtcpAt(line.sender.endpoint, 'FIR', { from });
      return [first, second];
    },
    [1, 2].map((sequence) => ({
      kind: 'FIR' as const,
      sender: mediaSsrc,
      entries: [{ ssrc: mediaSsrc, sequence }],
    })),
  );

  conforms(
    'PLI and FIR of a subscriber become PLI for the publisher; for another SSRC they become nothing',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1));
      await line.received(1);
      await line.receiver.endpoint.write(writePli(subscriber, 0x55555555), writePli(subscriber, line.ssrc));
      await rtcpAt(line.sender.endpoint, 'PLI');
      const from = line.sender.endpoint.packets.length;
      await line.send(frame(2, true));
      await line.received(2);
      await line.receiver.endpoint.write(writeFir(subscriber, line.ssrc, 1));
      await rtcpAt(line.sender.endpoint, 'PLI', { from });
      const [stats] = (await line.consumer.getStats()).filter(({ type }) => type === 'outbound-rtp');
      return {
        media: rtcpSoFar(line.sender.endpoint, 'PLI').map(({ media }) => media),
        pliCount: stats?.pliCount,
        firCount: stats?.firCount,
      };
    },
    { media: [mediaSsrc, mediaSsrc], pliCount: 1, firCount: 1 },
  );

  conforms(
    'a hundred wishes at once cost the publisher one request, and a second only after a pause',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1));
      await line.received(1);
      await line.receiver.endpoint.write(...Array.from({ length: 100 }, () => writePli(subscriber, line.ssrc)));
      await rtcpAt(line.sender.endpoint, 'PLI', { count: 2 });
      const [first, second] = line.sender.endpoint.packets
        .filter(({ rtcp, bytes }) => rtcp && readRtcp(bytes).some(({ kind }) => kind === 'PLI'))
        .map(({ atMs }) => atMs);
      const pauseMs = (second ?? 0) - (first ?? 0);
      return { atLeast300Ms: pauseMs >= 300, atLeast950Ms: pauseMs >= 950 };
    },
    { atLeast300Ms: true, atLeast950Ms: false },
    {
      why: 'A newcomer whose wish falls into the second after another’s key frame request would wait it out, 1.1 s till the picture; browsers honour requests that are 300 ms apart.',
      stock: { atLeast300Ms: true, atLeast950Ms: true },
    },
  );

  conforms(
    'a consumer that is new, a consumer that resumes and a call of requestKeyFrame() each ask',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(2));
      await line.arrived(1);
      const asked: boolean[] = [];
      let sequence = 2;
      const askedBy = async (act: () => Promise<unknown>) => {
        const from = line.sender.endpoint.packets.length;
        await act();
        asked.push((await rtcpAt(line.sender.endpoint, 'PLI', { from })).length > 0);
        sequence += 1;
        await line.send(frame(sequence, true));
        await line.arrived(sequence - 1);
      };
      const { rtpCapabilities } = line.router;
      await askedBy(() => line.receiver.transport.consume({ producerId: line.producer.id, rtpCapabilities }));
      await line.consumer.pause();
      await askedBy(() => line.consumer.resume());
      await askedBy(() => line.consumer.requestKeyFrame());
      return asked;
    },
    [true, true, true],
  );

  conforms(
    'a consumer that is new begins with a key frame that was made for it, or with the one before where that is recent',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2));
      await line.received(2);
      const { rtpCapabilities } = line.router;
      const { rtpParameters } = await line.receiver.transport.consume({
        producerId: line.producer.id,
        rtpCapabilities,
      });
      const ssrc = rtpParameters.encodings?.[0]?.ssrc;
      // What a publisher that is asked makes; without asking the second packet is the picture before it.
      await line.send(frame(3, true));
      const [first] = await line.received(1, ssrc);
      return body(first?.payload ?? Buffer.alloc(0));
    },
    'f1',
    {
      why: 'The key frame of a moment ago shows the newcomer the picture at once and costs the publisher none (docs/decisions/013).',
      stock: 'f3',
    },
  );
});

describeWire('NACK and retransmission', (conforms) => {
  conforms(
    'a subscriber’s NACK is answered on its retransmission stream: original number, payload, timestamp, marker',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2), frame(3));
      const [, second, third] = await line.received(3);
      if (!second || !third) throw new Error('nothing came');
      await line.receiver.endpoint.write(writeNack(subscriber, line.ssrc, [third.sequence, second.sequence]));
      const resent = await line.received(2, line.rtxSsrc);
      const rtx = line.consumer.rtpParameters.codecs.find(({ mimeType }) => mimeType === 'video/rtx');
      return {
        packets: resent.map((packet) => ({
          ofThird: packet.payload.readUInt16BE(0) === third.sequence,
          ofSecond: packet.payload.readUInt16BE(0) === second.sequence,
          body: body(packet.payload),
          timestamp: packet.timestamp,
          marker: packet.marker,
          payloadType: packet.payloadType === rtx?.payloadType,
          mid: line.extension(packet, 'mid')?.toString() === line.consumer.rtpParameters.mid,
        })),
        step: ((resent[1]?.sequence ?? 0) - (resent[0]?.sequence ?? 0)) & 0xffff,
      };
    },
    {
      packets: [
        { ofThird: true, ofSecond: false, body: 'f3', timestamp: 9_000, marker: true, payloadType: true, mid: true },
        { ofThird: false, ofSecond: true, body: 'f2', timestamp: 6_000, marker: true, payloadType: true, mid: true },
      ],
      step: 1,
    },
  );

  conforms(
    'a packet that was just sent again is not sent a third time for another NACK within the round trip',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2), frame(3));
      const [first, second] = await line.received(3);
      const nack = (sequence = 0) => writeNack(subscriber, line.ssrc, [sequence]);
      // In one datagram, so that all three are of one moment.
      const compound = [nack(second?.sequence), nack(second?.sequence), nack(first?.sequence)];
      await line.receiver.endpoint.write(Buffer.concat(compound));
      return (await line.received(2, line.rtxSsrc)).map(({ payload }) => body(payload));
    },
    ['f2', 'f1'],
  );

  conforms(
    'without a retransmission stream the packet comes again under its own number',
    async (stage) => {
      const line = await Line.open(stage, { ...video, retransmissionStream: false });
      await line.send(frame(1), frame(2));
      const [first] = await line.received(2);
      await line.receiver.endpoint.write(writeNack(subscriber, line.ssrc, [first?.sequence ?? 0]));
      const [original, , again] = await line.received(3);
      if (!original || !again) throw new Error('nothing came again');
      const stamp = (name: 'absSendTime' | 'transportSequence') =>
        [original, again].map((one) => line.extension(one, name));
      const [times, numbers] = [stamp('absSendTime'), stamp('transportSequence')];
      return {
        rtx: line.consumer.rtpParameters.encodings?.[0]?.rtx,
        sequence: again.sequence === original.sequence,
        payload: again.payload.equals(original.payload),
        timeAnew: !times[0]?.equals(times[1] ?? Buffer.alloc(0)),
        numberAnew: !numbers[0]?.equals(numbers[1] ?? Buffer.alloc(0)),
      };
    },
    { rtx: undefined, sequence: true, payload: true, timeAnew: false, numberAnew: false },
    {
      why: 'Sealing another packet under the same SSRC, number and key uses one nonce for two packets, which gives AES-GCM’s authentication key away (RFC 7714 §8.3): the sealed bytes go again as they were.',
      stock: { rtx: undefined, sequence: true, payload: true, timeAnew: true, numberAnew: true },
    },
  );

  conforms(
    'a hole in the publisher’s numbers is asked for, and what comes for it goes out at its place',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2), frame(5));
      const [nack] = await rtcpAt(line.sender.endpoint, 'NACK');
      const resend = (osn: number, sequence: number) => ({
        ...frame(osn),
        sequence,
        ssrc: rtxSsrc,
        payloadType: rtxPayloadType,
        payload: Buffer.concat([Buffer.from([osn >> 8, osn & 0xff]), frame(osn).payload]),
      });
      await line.send(resend(3, 900), resend(4, 901));
      const packets = await line.received(5);
      const [stats] = await line.producer.getStats();
      return {
        nack: { ...nack, sender: 0 },
        bodies: packets.map(({ payload }) => body(payload)),
        steps: packets
          .slice(1)
          .map(({ sequence }, index) => (sequence - (packets[index]?.sequence ?? 0) + 65_536) % 65_536),
        repaired: stats?.packetsRepaired,
        retransmitted: stats?.packetsRetransmitted,
        // A sender that is slow to answer is asked again.
        asked: (stats?.nackPacketCount ?? 0) >= 2,
      };
    },
    {
      nack: { kind: 'NACK' as const, sender: 0, media: mediaSsrc, sequences: [3, 4] },
      bodies: ['f1', 'f2', 'f5', 'f3', 'f4'],
      steps: [1, 3, 65_534, 1],
      repaired: 2,
      retransmitted: 2,
      asked: true,
    },
  );
});

describeWire('reports', (conforms) => {
  conforms(
    'the publisher gets receiver reports with its highest number, its losses and its own last sender report, and a receiver reference time',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2), frame(5));
      const [ntpSeconds, ntpFraction] = [0x01020304, 0x05060708];
      await line.sender.endpoint.write(
        writeSenderReport({ ssrc: mediaSsrc, ntpSeconds, ntpFraction, rtpTimestamp: 15_000, packets: 3, octets: 100 }),
      );
      const [block] = await line.sender.endpoint.received(
        ({ rtcp, bytes }) =>
          (rtcp ? readRtcp(bytes) : [])
            .flatMap((packet) => (packet.kind === 'RR' ? packet.blocks : []))
            .find(({ ssrc, lastSr }) => ssrc === mediaSsrc && lastSr !== 0) ?? null,
        { what: 'a receiver report' },
      );
      const [extended] = await rtcpAt(line.sender.endpoint, 'XR');
      return {
        highestSequence: block?.highestSequence,
        packetsLost: block?.packetsLost,
        lastSr: block?.lastSr,
        delayed: (block?.delaySinceLastSr ?? 0) > 0,
        receiverReferenceTime: extended?.blockTypes.includes(4),
      };
    },
    { highestSequence: 5, packetsLost: 2, lastSr: 0x03040506, delayed: true, receiverReferenceTime: true },
  );

  conforms(
    'the subscriber gets sender reports with its SSRC and counts, and the CNAME of its consumer, in one compound',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1), frame(2), frame(3));
      await line.received(3);
      await line.sender.endpoint.write(
        writeSenderReport({
          ssrc: mediaSsrc,
          ntpSeconds: 1,
          ntpFraction: 2,
          rtpTimestamp: 9_000,
          packets: 3,
          octets: 99,
        }),
      );
      const [compound] = await line.receiver.endpoint.received(
        ({ rtcp, bytes }) => {
          const packets = rtcp ? readRtcp(bytes) : [];
          return packets.some((packet) => packet.kind === 'SR' && packet.ssrc === line.ssrc) ? packets : null;
        },
        { what: 'a sender report' },
      );
      const report = compound?.find((packet) => packet.kind === 'SR');
      const description = compound?.find((packet) => packet.kind === 'SDES');
      return {
        kinds: compound?.map(({ kind }) => kind),
        packets: report?.packets,
        timestampGoesOn: ((report?.rtpTimestamp ?? 0) - 9_000) >>> 0 < 90_000 * 20,
        cname:
          description?.chunks.find(({ ssrc }) => ssrc === line.ssrc)?.cname === line.consumer.rtpParameters.rtcp?.cname,
      };
    },
    { kinds: ['SR', 'SDES'], packets: 3, timestampGoesOn: true, cname: true },
  );

  conforms(
    'a subscriber’s receiver reference time is answered in the compound of the next sender report',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(frame(1));
      await line.received(1);
      await line.receiver.endpoint.write(writeReceiverReferenceTime(subscriber, 0x01020304, 0x05060708));
      await line.sender.endpoint.write(
        writeSenderReport({
          ssrc: mediaSsrc,
          ntpSeconds: 1,
          ntpFraction: 2,
          rtpTimestamp: 3_000,
          packets: 1,
          octets: 9,
        }),
      );
      const [compound] = await line.receiver.endpoint.received(
        ({ rtcp, bytes }) => {
          const packets = rtcp ? readRtcp(bytes) : [];
          return packets.some((packet) => packet.kind === 'XR' && packet.answers.length > 0) ? packets : null;
        },
        { what: 'an answer' },
      );
      const answers = compound?.find((packet) => packet.kind === 'XR')?.answers;
      return {
        kinds: compound?.map(({ kind }) => kind),
        lastReferenceTime: answers?.[0]?.lastReferenceTime,
        toTheAsker: answers?.[0]?.ssrc === subscriber,
      };
    },
    { kinds: ['SR', 'SDES', 'XR'], lastReferenceTime: 0x03040506, toTheAsker: true },
    {
      why: 'The answer bears the SSRC of the receiver that asked (RFC 3611 §4.5), not of the stream that it gets.',
      stock: { kinds: ['SR', 'SDES', 'XR'], lastReferenceTime: 0x03040506, toTheAsker: false },
    },
  );

  conforms(
    'a cap on what a transport takes in is told to its publisher by REMB',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.sender.transport.setMaxIncomingBitrate(300_000);
      for (let sequence = 1; rtcpSoFar(line.sender.endpoint, 'REMB').length === 0 && sequence < 200; sequence += 1) {
        await line.send({
          ...frame(sequence),
          extensions: line.extensions({ transportSequence: Buffer.from([0, sequence]) }),
        });
        await pause(30);
      }
      const [remb] = rtcpSoFar(line.sender.endpoint, 'REMB');
      return { bitrateBps: remb?.bitrateBps, ssrcs: remb?.ssrcs };
    },
    { bitrateBps: 300_000, ssrcs: [mediaSsrc] },
    {
      why: 'The message names the streams that it is about (draft-alvestrand-rmcat-remb-03 §2.2).',
      stock: { bitrateBps: 300_000, ssrcs: [] },
    },
  );

  conforms(
    'a subscriber’s report that half was lost lowers the consumer’s score to 1, (1/2)⁴ of 10',
    async (stage) => {
      const line = await Line.open(stage, video);
      const scores: number[] = [];
      const lowered = new Promise<void>((resolve) => {
        line.consumer.on('score', ({ score }) => {
          scores.push(score);
          if (score < 10) resolve();
        });
      });
      for (let sequence = 1; sequence <= 20; sequence += 1) await line.send(frame(sequence));
      const packets = await line.received(20);
      const highestSequence = packets.at(-1)?.sequence ?? 0;
      const report = { ssrc: line.ssrc, fractionLost: 128, packetsLost: 10, highestSequence, jitter: 90 };
      await line.receiver.endpoint.write(writeReceiverReport(subscriber, [report]));
      await lowered;
      const [stats] = (await line.consumer.getStats()).filter(({ type }) => type === 'outbound-rtp');
      return {
        packetsLost: stats?.packetsLost,
        fractionLost: stats?.fractionLost,
        jitter: stats?.jitter,
        score: scores.at(-1),
      };
    },
    { packetsLost: 10, fractionLost: 128, jitter: 90, score: 1 },
  );

  conforms(
    'transport-wide feedback tells which numbers came',
    async (stage) => {
      const line = await Line.open(stage, video);
      const numbers = [65_534, 65_535, 1, 2];
      await line.send(
        ...numbers.map((number, index) => ({
          ...frame(index + 1),
          extensions: line.extensions({ transportSequence: Buffer.from([number >> 8, number & 0xff]) }),
        })),
      );
      const told = new Set<number>();
      await line.sender.endpoint.received(
        ({ rtcp, bytes }) => {
          for (const packet of rtcp ? readRtcp(bytes) : [])
            if (packet.kind === 'TWCC') for (const number of packet.received) told.add(number);
          return told.has(2) ? true : null;
        },
        { what: 'transport-wide feedback' },
      );
      const [feedback] = rtcpSoFar(line.sender.endpoint, 'TWCC');
      return { told: [...told], firstBase: feedback?.base, firstNumber: feedback?.feedbackCount };
    },
    { told: [65_534, 65_535, 1, 2], firstBase: 65_534, firstNumber: 0 },
  );
});
