/** RTP packets (RFC 3550, header extensions of RFC 8285) as tests write and read them. */

/** A packet to write; what is left out is zero, empty or false. */
export interface RtpFields {
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  marker?: boolean;
  csrcs?: number[];
  /** Header extension elements by id; one-byte headers unless an id or a length needs two. */
  extensions?: ReadonlyMap<number, Uint8Array>;
  payload?: Uint8Array;
  /** Octets of padding, the count included. */
  padding?: number;
}

/** A packet as read. */
export interface RtpPacket extends Required<Omit<RtpFields, 'extensions' | 'payload'>> {
  extensions: Map<number, Buffer>;
  payload: Buffer;
}

const oneByteProfile = 0xbede;
const twoByteProfile = 0x1000;

export function writeRtp(fields: RtpFields): Buffer {
  const { csrcs = [], extensions, payload = new Uint8Array(), padding = 0 } = fields;
  const header = Buffer.alloc(12 + 4 * csrcs.length);
  header[0] = 0x80 | (padding > 0 ? 0x20 : 0) | (extensions ? 0x10 : 0) | csrcs.length;
  header[1] = (fields.marker ? 0x80 : 0) | fields.payloadType;
  header.writeUInt16BE(fields.sequence & 0xffff, 2);
  header.writeUInt32BE(fields.timestamp >>> 0, 4);
  header.writeUInt32BE(fields.ssrc, 8);
  for (const [index, csrc] of csrcs.entries()) header.writeUInt32BE(csrc, 12 + 4 * index);
  const tail = Buffer.alloc(padding);
  if (padding > 0) tail[padding - 1] = padding;
  return Buffer.concat([header, extensions ? writeExtensions(extensions) : Buffer.alloc(0), payload, tail]);
}

function writeExtensions(extensions: ReadonlyMap<number, Uint8Array>): Buffer {
  const twoBytes = [...extensions].some(([id, value]) => id > 14 || value.length === 0 || value.length > 16);
  const elements = [...extensions].flatMap(([id, value]) => [
    Buffer.from(twoBytes ? [id, value.length] : [(id << 4) | (value.length - 1)]),
    value,
  ]);
  const body = Buffer.concat(elements);
  const words = Math.ceil(body.length / 4);
  const block = Buffer.alloc(4 + 4 * words);
  block.writeUInt16BE(twoBytes ? twoByteProfile : oneByteProfile, 0);
  block.writeUInt16BE(words, 2);
  body.copy(block, 4);
  return block;
}

/** Reads a packet; throws when it is none. */
export function readRtp(bytes: Buffer): RtpPacket {
  const [first = 0, second = 0] = bytes;
  const csrcs = Array.from({ length: first & 0x0f }, (_, index) => bytes.readUInt32BE(12 + 4 * index));
  let offset = 12 + 4 * csrcs.length;
  let extensions = new Map<number, Buffer>();
  if (first & 0x10) {
    const length = 4 * bytes.readUInt16BE(offset + 2);
    extensions = readExtensions(bytes.readUInt16BE(offset), bytes.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  const padding = first & 0x20 ? (bytes.at(-1) ?? 0) : 0;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    csrcs,
    extensions,
    payload: bytes.subarray(offset, bytes.length - padding),
    padding,
  };
}

function readExtensions(profile: number, body: Buffer): Map<number, Buffer> {
  const extensions = new Map<number, Buffer>();
  const twoBytes = (profile & 0xfff0) === twoByteProfile;
  if (!twoBytes && profile !== oneByteProfile) return extensions;
  for (let offset = 0; offset < body.length; ) {
    const octet = body.readUInt8(offset);
    if (octet === 0) {
      offset += 1;
      continue;
    }
    const id = twoBytes ? octet : octet >> 4;
    const length = twoBytes ? body.readUInt8(offset + 1) : (octet & 0x0f) + 1;
    const start = offset + (twoBytes ? 2 : 1);
    extensions.set(id, body.subarray(start, start + length));
    offset = start + length;
  }
  return extensions;
}
