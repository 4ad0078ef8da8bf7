/** A STUN binding request as a browser's ICE agent sends it, to ask whether a media port answers (RFC 8489, RFC 8445; over TCP RFC 4571). */
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { crc32 } from 'node:zlib';

const magicCookie = 0x2112a442;
const bindingSuccess = 0x0101;

/** What a transport gave out for its ICE agent. */
export interface IceCredentials {
  readonly usernameFragment: string;
  readonly password: string;
}

export interface MediaAddress {
  readonly protocol: 'udp' | 'tcp';
  readonly address: string;
  readonly port: number;
}

function attribute(type: number, value: Uint8Array): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** The message so far, its length field counting `more` bytes to come. */
function withLength(message: Buffer, more: number): Buffer {
  const counted = Buffer.from(message);
  counted.writeUInt16BE(message.length - 20 + more, 2);
  return counted;
}

/** A request that the owner of these credentials must answer. It does not nominate: no transport is connected by it. */
export function bindingRequest({ usernameFragment, password }: IceCredentials): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(0x0001, 0);
  header.writeUInt32BE(magicCookie, 4);
  let message = Buffer.concat([
    header,
    randomBytes(12),
    attribute(0x0006, Buffer.from(`${usernameFragment}:sambung`)),
    attribute(0x0024, Buffer.from([0x6e, 0x00, 0x01, 0xff])),
    attribute(0x802a, randomBytes(8)),
  ]);
  const integrity = createHmac('sha1', password).update(withLength(message, 24)).digest();
  message = Buffer.concat([message, attribute(0x0008, integrity)]);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(withLength(message, 8)) ^ 0x5354554e) >>> 0);
  return withLength(Buffer.concat([message, attribute(0x8028, fingerprint)]), 0);
}

function answers(request: Buffer, datagram: Buffer): boolean {
  return (
    datagram.length >= 20 &&
    datagram.readUInt16BE(0) === bindingSuccess &&
    datagram.subarray(8, 20).equals(request.subarray(8, 20))
  );
}

/** Whether the port answers within `patienceMs`; UDP is asked three times, because a datagram may be lost. */
export async function asksForAnswer(
  target: MediaAddress,
  credentials: IceCredentials,
  patienceMs: number,
): Promise<boolean> {
  const request = bindingRequest(credentials);
  return target.protocol === 'udp'
    ? await askUdp(target, request, patienceMs)
    : await askTcp(target, request, patienceMs);
}

function askUdp({ address, port }: MediaAddress, request: Buffer, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const send = () => socket.send(request, port, address, () => {});
    const repeat = setInterval(send, patienceMs / 3);
    const end = (answered: boolean) => {
      clearInterval(repeat);
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(() => end(false), patienceMs);
    socket.on('message', (datagram) => answers(request, datagram) && end(true));
    socket.on('error', () => end(false));
    send();
  });
}

function askTcp({ address, port }: MediaAddress, request: Buffer, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let received = Buffer.alloc(0);
    const end = (answered: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answered);
    };
    const timer = setTimeout(() => end(false), patienceMs);
    socket.on('error', () => end(false));
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(request.length);
      socket.write(Buffer.concat([length, request]));
    });
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (received.length > 2 && answers(request, received.subarray(2))) end(true);
    });
  });
}
