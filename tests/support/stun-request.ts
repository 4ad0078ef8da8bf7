/** Binding requests as a browser's ICE agent sends them, and what of the answers tests look at (RFC 8489, RFC 8445). */
import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const cookie = 0x2112a442;

export interface IceCredentials {
  readonly usernameFragment: string;
  readonly password: string;
}

function attribute(type: number, value: Uint8Array): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** The message so far with a length field that counts `more` bytes to come. */
function withLength(message: Buffer, more: number): Buffer {
  const counted = Buffer.from(message);
  counted.writeUInt16BE(message.length - 20 + more, 2);
  return counted;
}

/** A proper request to who gave out these credentials; `nominate` carries USE-CANDIDATE. */
export function bindingRequest({ usernameFragment, password }: IceCredentials, nominate = true): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(1, 0);
  header.writeUInt32BE(cookie, 4);
  let message = Buffer.concat([
    header,
    randomBytes(12),
    attribute(0x0006, Buffer.from(`${usernameFragment}:peer`)),
    attribute(0x0024, Buffer.from([0x6e, 0, 1, 0xff])),
    attribute(0x802a, randomBytes(8)),
    ...(nominate ? [attribute(0x0025, Buffer.alloc(0))] : []),
  ]);
  const integrity = createHmac('sha1', password).update(withLength(message, 24)).digest();
  message = Buffer.concat([message, attribute(0x0008, integrity)]);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(withLength(message, 8)) ^ 0x5354554e) >>> 0);
  message = Buffer.concat([message, attribute(0x8028, fingerprint)]);
  return withLength(message, 0);
}

/** True for a success response to this request. */
export function isSuccessTo(request: Buffer, answer: Buffer): boolean {
  return answer.readUInt16BE(0) === 0x0101 && answer.subarray(8, 20).equals(request.subarray(8, 20));
}

/** A datagram as RFC 4571 frames it for TCP. */
export function framed(datagram: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(datagram.length);
  return Buffer.concat([length, datagram]);
}
