/** RTCP packets (RFC 3550, 4585, 5104, 3611, REMB, transport-wide feedback) as tests write and read them. */

/** One packet of a compound; what a kind does not have is left out. */
export type RtcpPacket =
  | {
      kind: 'SR';
      ssrc: number;
      ntpSeconds: number;
      ntpFraction: number;
      rtpTimestamp: number;
      packets: number;
      octets: number;
      blocks: ReportBlock[];
    }
  | { kind: 'RR'; ssrc: number; blocks: ReportBlock[] }
  | { kind: 'SDES'; chunks: { ssrc: number; cname: string }[] }
  | { kind: 'BYE'; ssrcs: number[] }
  | { kind: 'NACK'; sender: number; media: number; sequences: number[] }
  | {
      kind: 'TWCC';
      sender: number;
      media: number;
      base: number;
      count: number;
      feedbackCount: number;
      received: number[];
    }
  | { kind: 'PLI'; sender: number; media: number }
  | { kind: 'FIR'; sender: number; entries: { ssrc: number; sequence: number }[] }
  | { kind: 'REMB'; sender: number; bitrateBps: number; ssrcs: number[] }
  | { kind: 'XR'; ssrc: number; blockTypes: number[]; answers: { ssrc: number; lastReferenceTime: number }[] }
  | { kind: 'other'; packetType: number; format: number };

export interface ReportBlock {
  ssrc: number;
  fractionLost: number;
  packetsLost: number;
  highestSequence: number;
  jitter: number;
  lastSr: number;
  delaySinceLastSr: number;
}

/** Every packet of a compound, in order; throws when a length is wrong. */
export function readRtcp(bytes: Buffer): RtcpPacket[] {
  const packets: RtcpPacket[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const length = 4 * (bytes.readUInt16BE(offset + 2) + 1);
    if (offset + length > bytes.length) throw new Error('an RTCP packet is longer than its compound');
    packets.push(readOne(bytes.subarray(offset, offset + length)));
    offset += length;
  }
  return packets;
}

function readOne(packet: Buffer): RtcpPacket {
  const format = packet.readUInt8(0) & 0x1f;
  const packetType = packet.readUInt8(1);
  const ssrc = packet.length >= 8 ? packet.readUInt32BE(4) : 0;
  switch (packetType) {
    case 200:
      return {
        kind: 'SR',
        ssrc,
        ntpSeconds: packet.readUInt32BE(8),
        ntpFraction: packet.readUInt32BE(12),
        rtpTimestamp: packet.readUInt32BE(16),
        packets: packet.readUInt32BE(20),
        octets: packet.readUInt32BE(24),
        blocks: readBlocks(packet, 28, format),
      };
    case 201:
      return { kind: 'RR', ssrc, blocks: readBlocks(packet, 8, format) };
    case 202:
      return { kind: 'SDES', chunks: readChunks(packet, format) };
    case 203:
      return { kind: 'BYE', ssrcs: Array.from({ length: format }, (_, index) => packet.readUInt32BE(4 + 4 * index)) };
    case 205:
      if (format === 1)
        return { kind: 'NACK', sender: ssrc, media: packet.readUInt32BE(8), sequences: readNack(packet) };
      if (format === 15) return readTransportFeedback(packet, ssrc);
      break;
    case 206:
      if (format === 1) return { kind: 'PLI', sender: ssrc, media: packet.readUInt32BE(8) };
      if (format === 4) return { kind: 'FIR', sender: ssrc, entries: readFir(packet) };
      if (format === 15 && packet.toString('latin1', 12, 16) === 'REMB') return readRemb(packet, ssrc);
      break;
    case 207:
      return { kind: 'XR', ssrc, ...readExtendedBlocks(packet) };
  }
  return { kind: 'other', packetType, format };
}

function readBlocks(packet: Buffer, offset: number, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, index) => {
    const at = offset + 24 * index;
    return {
      ssrc: packet.readUInt32BE(at),
      fractionLost: packet.readUInt8(at + 4),
      packetsLost: packet.readIntBE(at + 5, 3),
      highestSequence: packet.readUInt32BE(at + 8),
      jitter: packet.readUInt32BE(at + 12),
      lastSr: packet.readUInt32BE(at + 16),
      delaySinceLastSr: packet.readUInt32BE(at + 20),
    };
  });
}

function readChunks(packet: Buffer, count: number): { ssrc: number; cname: string }[] {
  const chunks: { ssrc: number; cname: string }[] = [];
  let offset = 4;
  for (let index = 0; index < count; index += 1) {
    const ssrc = packet.readUInt32BE(offset);
    let cname = '';
    offset += 4;
    while (packet.readUInt8(offset) !== 0) {
      const length = packet.readUInt8(offset + 1);
      if (packet.readUInt8(offset) === 1) cname = packet.toString('utf8', offset + 2, offset + 2 + length);
      offset += 2 + length;
    }
    offset = 4 * Math.floor(offset / 4) + 4;
    chunks.push({ ssrc, cname });
  }
  return chunks;
}

function readNack(packet: Buffer): number[] {
  const sequences: number[] = [];
  for (let offset = 12; offset + 4 <= packet.length; offset += 4) {
    const first = packet.readUInt16BE(offset);
    const rest = packet.readUInt16BE(offset + 2);
    sequences.push(first);
    for (let bit = 0; bit < 16; bit += 1) if (rest & (1 << bit)) sequences.push((first + bit + 1) & 0xffff);
  }
  return sequences;
}

function readFir(packet: Buffer): { ssrc: number; sequence: number }[] {
  const entries: { ssrc: number; sequence: number }[] = [];
  for (let offset = 12; offset + 8 <= packet.length; offset += 8)
    entries.push({ ssrc: packet.readUInt32BE(offset), sequence: packet.readUInt8(offset + 4) });
  return entries;
}

function readRemb(packet: Buffer, sender: number): RtcpPacket {
  const exponent = packet.readUInt8(17) >> 2;
  const mantissa = ((packet.readUInt8(17) & 3) << 16) | packet.readUInt16BE(18);
  const ssrcs = Array.from({ length: packet.readUInt8(16) }, (_, index) => packet.readUInt32BE(20 + 4 * index));
  return { kind: 'REMB', sender, bitrateBps: mantissa * 2 ** exponent, ssrcs };
}

/** draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1: which numbers are told as received. */
function readTransportFeedback(packet: Buffer, sender: number): RtcpPacket {
  const base = packet.readUInt16BE(12);
  const count = packet.readUInt16BE(14);
  const received: number[] = [];
  let told = 0;
  const tell = (symbol: number) => {
    if (told < count && symbol !== 0) received.push((base + told) & 0xffff);
    told += 1;
  };
  for (let offset = 20; told < count && offset + 2 <= packet.length; offset += 2) {
    const chunk = packet.readUInt16BE(offset);
    if ((chunk & 0x8000) === 0) for (let index = 0; index < (chunk & 0x1fff); index += 1) tell((chunk >> 13) & 3);
    else if ((chunk & 0x4000) === 0) for (let bit = 13; bit >= 0; bit -= 1) tell((chunk >> bit) & 1);
    else for (let bit = 12; bit >= 0; bit -= 2) tell((chunk >> bit) & 3);
  }
  return {
    kind: 'TWCC',
    sender,
    media: packet.readUInt32BE(8),
    base,
    count,
    feedbackCount: packet.readUInt8(19),
    received,
  };
}

/** RFC 3611 §4; of the blocks' contents only those that answer a receiver reference time (DLRR, §4.5). */
function readExtendedBlocks(packet: Buffer) {
  const blockTypes: number[] = [];
  const answers: { ssrc: number; lastReferenceTime: number }[] = [];
  for (let offset = 8; offset + 4 <= packet.length; ) {
    const end = offset + 4 * (packet.readUInt16BE(offset + 2) + 1);
    const type = packet.readUInt8(offset);
    blockTypes.push(type);
    for (let at = offset + 4; type === 5 && at + 12 <= end; at += 12)
      answers.push({ ssrc: packet.readUInt32BE(at), lastReferenceTime: packet.readUInt32BE(at + 4) });
    offset = end;
  }
  return { blockTypes, answers };
}

/** A packet with its header before `body`; the length is filled in. */
function frame(format: number, packetType: number, body: Buffer): Buffer {
  const header = Buffer.from([0x80 | format, packetType, 0, 0]);
  header.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([header, body]);
}

function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, 4 * index);
  return buffer;
}

export function writeReceiverReport(ssrc: number, blocks: Partial<ReportBlock>[] = []): Buffer {
  const bodies = blocks.map((block) =>
    words(
      block.ssrc ?? 0,
      ((block.fractionLost ?? 0) << 24) | ((block.packetsLost ?? 0) & 0xffffff),
      block.highestSequence ?? 0,
      block.jitter ?? 0,
      block.lastSr ?? 0,
      block.delaySinceLastSr ?? 0,
    ),
  );
  return frame(blocks.length, 201, Buffer.concat([words(ssrc), ...bodies]));
}

export function writeSenderReport(report: {
  ssrc: number;
  ntpSeconds: number;
  ntpFraction: number;
  rtpTimestamp: number;
  packets: number;
  octets: number;
}): Buffer {
  const { ssrc, ntpSeconds, ntpFraction, rtpTimestamp, packets, octets } = report;
  return frame(0, 200, words(ssrc, ntpSeconds, ntpFraction, rtpTimestamp, packets, octets));
}

/** An XR with a receiver reference time (RFC 3611 §4.4). */
export function writeReceiverReferenceTime(ssrc: number, ntpSeconds: number, ntpFraction: number): Buffer {
  return frame(0, 207, words(ssrc, 0x04000002, ntpSeconds, ntpFraction));
}

export function writePli(sender: number, media: number): Buffer {
  return frame(1, 206, words(sender, media));
}

export function writeFir(sender: number, media: number, sequence: number): Buffer {
  return frame(4, 206, words(sender, 0, media, sequence << 24));
}

/** One item a sequence number. */
export function writeNack(sender: number, media: number, sequences: number[]): Buffer {
  return frame(1, 205, words(sender, media, ...sequences.map((sequence) => (sequence & 0xffff) * 0x10000)));
}

export function writeRemb(sender: number, bitrateBps: number, ssrcs: number[]): Buffer {
  let exponent = 0;
  while (bitrateBps / 2 ** exponent >= 2 ** 18) exponent += 1;
  const mantissa = Math.floor(bitrateBps / 2 ** exponent);
  const rate = ssrcs.length * 0x1000000 + exponent * 0x40000 + mantissa;
  return frame(15, 206, Buffer.concat([words(sender, 0), Buffer.from('REMB'), words(rate, ...ssrcs)]));
}
