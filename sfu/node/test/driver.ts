/** What the tests of the whole sfu process drive it with: a server's end of the control socket, join tickets, RTP parameters as a browser offers them. */
import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import {
  type SfuInput,
  type SfuNotificationName,
  type SfuNotifications,
  type SfuRequestName,
  type SfuResult,
  ticketAudience,
} from '@sambung/contract/sfu';
import { SignJWT } from 'jose';
import { createMessageConnection } from 'vscode-jsonrpc/node';

/** A server's end of the control socket. */
export interface ServerEnd {
  ask<N extends SfuRequestName>(name: N, input: SfuInput<N>): Promise<SfuResult<N>>;
  /** The error code with which a request is refused. */
  refusal<N extends SfuRequestName>(name: N, input: SfuInput<N>): Promise<unknown>;
  /** All notifications of one name so far. */
  heard<N extends SfuNotificationName>(name: N): SfuNotifications[N][];
  close(): void;
}

export async function connect({ socketPath, secret }: { socketPath: string; secret: string }): Promise<ServerEnd> {
  const socket = createConnection(socketPath);
  const rpc = createMessageConnection(socket, socket);
  const notifications: { name: string; data: unknown }[] = [];
  rpc.onNotification((name, data) => void notifications.push({ name, data }));
  rpc.listen();
  const ask: ServerEnd['ask'] = (name, input) => rpc.sendRequest(name, input);
  await ask('authenticate', { secret });
  return {
    ask,
    refusal: (name, input) =>
      ask(name, input).then(
        () => 'accepted',
        (error) => error.code,
      ),
    heard: (name) => notifications.filter((each) => each.name === name).map(({ data }) => data as never),
    close: () => socket.destroy(),
  };
}

/** A fresh ticket as a server signs it. */
export async function signTicket(secret: string, roomId: string, peerId: string): Promise<string> {
  return new SignJWT({ roomId, peerId })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(ticketAudience)
    .setIssuedAt()
    .setExpirationTime('30s')
    .setJti(randomUUID())
    .sign(new TextEncoder().encode(secret));
}

let lastSsrc = 1_000;
export function soundParameters(mid = '0'): SfuInput<'producer:create'>['rtpParameters'] {
  return {
    mid,
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { useinbandfec: 1 },
        rtcpFeedback: [{ type: 'transport-cc' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
      { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 },
    ],
    encodings: [{ ssrc: ++lastSsrc }],
    rtcp: { cname: 'speaker' },
  };
}

/** A camera, or a screen, in as many layers as said. */
export function pictureParameters(layerCount: number): SfuInput<'producer:create'>['rtpParameters'] {
  return {
    mid: String(++lastSsrc),
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: 96,
        clockRate: 90_000,
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'transport-cc' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 2 },
    ],
    encodings: Array.from({ length: layerCount }, (_, layer) => ({ rid: `r${layer}`, scalabilityMode: 'L1T3' })),
    rtcp: { cname: 'camera' },
  };
}

export const microphone = { kind: 'audio', source: 'microphone', paused: false } as const;
export const fingerprint = { algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') };
