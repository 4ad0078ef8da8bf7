/** What the worker writes anew in a packet it forwards, and what it leaves alone. */
import { describeWire } from './conforms.ts';
import { Line, mediaPayloadType, readVp8, vp8 } from './line.ts';

const opus = { mimeType: 'audio/opus', encodings: [{ ssrc: 0x11111111 }] } as const;
const video = { mimeType: 'video/VP8' } as const;

/** Differences between neighbours, modulo 2^16. */
const steps = (sequences: number[]) => sequences.slice(1).map((one, index) => (one - (sequences[index] ?? 0)) & 0xffff);

describeWire('rewriting', (conforms) => {
  conforms(
    'sound gets the consumer’s SSRC, payload type and mid; timestamp, marker, CSRCs and payload stay',
    async (stage) => {
      const line = await Line.open(stage, { ...opus, encodings: [...opus.encodings] });
      await line.send(
        { sequence: 500, timestamp: 4_000_000_000, marker: true, payload: Buffer.from('one'), csrcs: [7, 8] },
        { sequence: 501, timestamp: 4_000_000_960, payload: Buffer.from('two') },
      );
      const packets = await line.received(2);
      return packets.map((packet) => ({
        ownPayloadType: packet.payloadType === line.payloadType && packet.payloadType !== mediaPayloadType,
        timestamp: packet.timestamp,
        marker: packet.marker,
        csrcs: packet.csrcs,
        payload: packet.payload.toString(),
        mid: line.extension(packet, 'mid')?.toString() === line.consumer.rtpParameters.mid,
      }));
    },
    [
      { ownPayloadType: true, timestamp: 4_000_000_000, marker: true, csrcs: [7, 8], payload: 'one', mid: true },
      { ownPayloadType: true, timestamp: 4_000_000_960, marker: false, csrcs: [], payload: 'two', mid: true },
    ],
  );

  conforms(
    'sequence numbers begin where the worker chose, between 1000 and 32767, and keep every gap and turn of the sender’s',
    async (stage) => {
      const line = await Line.open(stage, { ...opus, encodings: [...opus.encodings] });
      await line.send(
        ...[65_533, 65_534, 0, 65_535, 1, 5].map((sequence) => ({ sequence, timestamp: sequence * 960 })),
      );
      const sequences = (await line.received(6)).map(({ sequence }) => sequence);
      const [first = 0] = sequences;
      return { firstInRange: first >= 1_000 && first <= 32_768, steps: steps(sequences) };
    },
    { firstInRange: true, steps: [1, 2, 0xffff, 2, 4] },
  );

  conforms(
    'a packet that comes twice goes out once',
    async (stage) => {
      const line = await Line.open(stage, { ...opus, encodings: [...opus.encodings] });
      await line.send(...[10, 11, 11, 10, 12].map((sequence) => ({ sequence, payload: Buffer.from(`${sequence}`) })));
      await line.send({ sequence: 13, payload: Buffer.from('13') });
      await line.received(4);
      return line.soFar().map(({ payload }) => payload.toString());
    },
    ['10', '11', '12', '13'],
  );

  conforms(
    'sound: the audio level passes, an extension nobody negotiated does not, no transport-wide number or send time is added',
    async (stage) => {
      const line = await Line.open(stage, { ...opus, encodings: [...opus.encodings] });
      const extensions = line.extensions({ audioLevel: Buffer.from([0x9e]), mid: Buffer.from('published') });
      extensions.set(14, Buffer.from([1, 2, 3]));
      await line.send({ sequence: 1, extensions });
      const [packet] = await line.received(1);
      if (!packet) throw new Error('nothing came');
      return {
        audioLevel: [...(line.extension(packet, 'audioLevel') ?? [])],
        count: packet.extensions.size,
        transportSequence: line.extension(packet, 'transportSequence'),
        absSendTime: line.extension(packet, 'absSendTime'),
      };
    },
    { audioLevel: [0x9e], count: 2, transportSequence: undefined, absSendTime: undefined },
  );

  conforms(
    'extensions in two-byte form are read as those in one-byte form',
    async (stage) => {
      const line = await Line.open(stage, { ...opus, encodings: [...opus.encodings] });
      const extensions = line.extensions({ audioLevel: Buffer.from([0x21]) });
      extensions.set(200, Buffer.alloc(20));
      await line.send({ sequence: 1, extensions });
      const [packet] = await line.received(1);
      return packet && [...(line.extension(packet, 'audioLevel') ?? [])];
    },
    [0x21],
  );

  conforms(
    'picture: orientation and playout delay pass; send times and transport-wide numbers are the worker’s own',
    async (stage) => {
      const line = await Line.open(stage, video);
      const extensions = () =>
        line.extensions({
          orientation: Buffer.from([0b0101]),
          playoutDelay: Buffer.from([1, 2, 3]),
          absSendTime: Buffer.from([9, 9, 9]),
          transportSequence: Buffer.from([0xab, 0xcd]),
        });
      const payload = (sequence: number) => vp8({ key: sequence === 1, first: sequence === 1, body: `${sequence}` });
      await line.send(
        ...[1, 2, 3].map((sequence) => ({ sequence, extensions: extensions(), payload: payload(sequence) })),
      );
      const packets = await line.received(3);
      const numbers = packets.map((packet) => line.extension(packet, 'transportSequence')?.readUInt16BE(0) ?? -1);
      const times = packets.map((packet) => line.extension(packet, 'absSendTime')?.readUIntBE(0, 3) ?? -1);
      return {
        passed: packets.map((packet) =>
          (['orientation', 'playoutDelay'] as const).map((name) => [...(line.extension(packet, name) ?? [])]),
        ),
        // Probes of the line are numbered among them.
        numbersRise: steps(numbers).every((step) => step > 0 && step < 64),
        timesAreOurs: times.every((time) => time > 0 && time !== 0x090909),
        // 18 bits of fraction: a tenth of a second at most between the first and the last.
        timesAreClose: (((times[2] ?? 0) - (times[0] ?? 0)) & 0xffffff) < 26_214,
      };
    },
    {
      passed: [1, 2, 3].map(() => [[0b0101], [1, 2, 3]]),
      numbersRise: true,
      timesAreOurs: true,
      timesAreClose: true,
    },
  );

  conforms(
    'the transmission offset',
    async (stage) => {
      const line = await Line.open(stage, video);
      const extensions = line.extensions({ transmissionOffset: Buffer.from([0, 1, 2]) });
      await line.send({ sequence: 1, extensions, payload: vp8({ key: true }) });
      const [packet] = await line.received(1);
      return packet && [...(line.extension(packet, 'transmissionOffset') ?? [])];
    },
    [],
    {
      why: 'It tells how late the publisher sent after the moment that the timestamp names (RFC 5450 §2); the worker sends at another moment, so passed on it would lie.',
      stock: [0, 1, 2],
    },
  );

  conforms(
    'a picture begins with its key frame; what came before is not sent, what belongs to it and came before its first packet is',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(
        { sequence: 10, timestamp: 1_000, payload: vp8({ body: 'delta' }) },
        { sequence: 12, timestamp: 4_000, payload: vp8({ first: false, body: 'second part' }), marker: true },
        { sequence: 11, timestamp: 4_000, payload: vp8({ key: true, body: 'first part' }) },
        { sequence: 13, timestamp: 7_000, payload: vp8({ pictureId: 2, tl0: 2, body: 'next' }), marker: true },
      );
      const packets = await line.received(3);
      return {
        bodies: packets.map(({ payload }) => payload.toString('latin1').match(/[a-z ]+$/)?.[0]),
        steps: steps(packets.map(({ sequence }) => sequence)),
        timestamps: packets.map(({ timestamp }) => timestamp),
      };
    },
    { bodies: ['first part', 'second part', 'next'], steps: [1, 1], timestamps: [4_000, 4_000, 7_000] },
  );

  conforms(
    'padding without payload is not sent on, and leaves no hole in the sequence',
    async (stage) => {
      const line = await Line.open(stage, video);
      await line.send(
        { sequence: 1, payload: vp8({ key: true, body: 'key' }), marker: true },
        { sequence: 2, payload: Buffer.alloc(0), padding: 200 },
        { sequence: 3, timestamp: 3_000, payload: vp8({ pictureId: 2, tl0: 2, body: 'next' }), marker: true },
      );
      const packets = await line.received(2);
      return { count: line.soFar().length, steps: steps(packets.map(({ sequence }) => sequence)) };
    },
    { count: 2, steps: [1] },
  );

  conforms(
    'picture id and TL0PICIDX begin as the sender’s and go on by its steps over their wrap',
    async (stage) => {
      const line = await Line.open(stage, video);
      const ids = [32_766, 32_767, 0, 1];
      await line.send(
        ...ids.map((pictureId, index) => ({
          sequence: index + 1,
          timestamp: index * 3_000,
          marker: true,
          payload: vp8({ key: index === 0, pictureId, tl0: (254 + index) & 0xff }),
        })),
      );
      return (await line.received(4)).map(({ payload }) => readVp8(payload));
    },
    [
      { pictureId: 32_766, tl0: 254 },
      { pictureId: 32_767, tl0: 255 },
      { pictureId: 0, tl0: 0 },
      { pictureId: 1, tl0: 1 },
    ],
  );

  conforms(
    'a payload type or an SSRC that the producer does not have goes nowhere',
    async (stage) => {
      const line = await Line.open(stage, { ...opus, encodings: [...opus.encodings] });
      await line.send(
        { sequence: 1, payload: Buffer.from('own') },
        { sequence: 2, payloadType: 99, payload: Buffer.from('other type') },
        { sequence: 2, ssrc: 0x33333333, payload: Buffer.from('other source') },
        { sequence: 3, payload: Buffer.from('own too') },
      );
      await line.received(2);
      return line.receiver.endpoint.packets.filter(({ rtcp }) => !rtcp).length;
    },
    2,
  );

  conforms(
    'a consumer that is paused gets nothing, and goes on without a hole from the next key frame after its resume',
    async (stage) => {
      const line = await Line.open(stage, video);
      const frame = (sequence: number, key = false) => ({
        sequence,
        timestamp: sequence * 3_000,
        marker: true,
        payload: vp8({ key, pictureId: sequence, tl0: sequence, body: `f${sequence}` }),
      });
      await line.send(frame(1, true), frame(2));
      await line.received(2);
      await line.consumer.pause();
      await line.send(frame(3), frame(4, true));
      await line.arrived(4);
      await line.consumer.resume();
      await line.send(frame(5), frame(6, true), frame(7));
      const packets = await line.received(4);
      return {
        bodies: packets.map(({ payload }) => payload.toString('latin1').match(/f\d+$/)?.[0]),
        steps: steps(packets.map(({ sequence }) => sequence)),
        timestamps: packets.map(({ timestamp }) => timestamp),
      };
    },
    {
      bodies: ['f1', 'f2', 'f6', 'f7'],
      steps: [1, 1, 1],
      timestamps: [3_000, 6_000, 18_000, 21_000],
    },
  );
});
