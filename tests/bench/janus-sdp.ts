/** The little SDP that Janus wants: an offer for what is published, answers to what it offers. */
import type { types } from 'mediasoup';

/** Where an endpoint is and how it is known. */
export interface EndpointSide {
  address: string;
  port: number;
  usernameFragment: string;
  password: string;
  fingerprint: string;
}

/** The offer of one stream. */
export function publishOffer(kind: types.MediaKind, sent: types.RtpParameters, at: EndpointSide): string {
  const [encoding] = sent.encodings ?? [];
  const ssrcs = [encoding?.ssrc, encoding?.rtx?.ssrc].filter((ssrc) => ssrc !== undefined);
  return sdp([
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${sent.codecs.map(({ payloadType }) => payloadType).join(' ')}`,
    ...connection(at),
    'a=mid:0',
    'a=sendonly',
    ...sent.codecs.flatMap(codecLines),
    ...(sent.headerExtensions ?? []).map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    ...(ssrcs.length > 1 ? [`a=ssrc-group:FID ${ssrcs.join(' ')}`] : []),
    ...ssrcs.map((ssrc) => `a=ssrc:${ssrc} cname:bench`),
  ]);
}

function codecLines({
  payloadType,
  mimeType,
  clockRate,
  channels,
  parameters,
  rtcpFeedback,
}: types.RtpCodecParameters) {
  const name = mimeType.split('/')[1];
  const fmtp = Object.entries(parameters ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    `a=rtpmap:${payloadType} ${name}/${clockRate}${channels ? `/${channels}` : ''}`,
    ...(fmtp.length > 0 ? [`a=fmtp:${payloadType} ${fmtp.join(';')}`] : []),
    ...(rtcpFeedback ?? []).map(
      ({ type, parameter }) => `a=rtcp-fb:${payloadType} ${type}${parameter ? ` ${parameter}` : ''}`,
    ),
  ];
}

/** Takes what is offered as it is. */
export function subscribeAnswer(offer: string, at: EndpointSide): string {
  const media = linesOf(offer);
  const kept = media.filter((line) => /^a=(mid|rtpmap|fmtp|rtcp-fb|extmap):/.test(line));
  return sdp([media.find((line) => line.startsWith('m=')) ?? '', ...connection(at), 'a=recvonly', ...kept]);
}

/** Where Janus listens, as its description says. */
export function remoteOf(description: string): { address: string; port: number; ufrag: string; password: string } {
  const lines = linesOf(description);
  const value = (name: string) => lines.find((line) => line.startsWith(`a=${name}:`))?.slice(name.length + 3) ?? '';
  const [, , , , address = '', port = ''] = value('candidate').split(' ');
  return { address, port: Number(port), ufrag: value('ice-ufrag'), password: value('ice-pwd') };
}

/** The header extensions of a description. */
export function extensionsOf(description: string): types.RtpHeaderExtensionParameters[] {
  return linesOf(description).flatMap((line) => {
    const [, id, uri] = /^a=extmap:(\d+)\S* (\S+)/.exec(line) ?? [];
    return id && uri ? [{ id: Number(id), uri: uri as types.RtpHeaderExtensionUri }] : [];
  });
}

const linesOf = (description: string) => description.split(/\r?\n/);

function connection({ address, port, usernameFragment, password, fingerprint }: EndpointSide): string[] {
  return [
    `c=IN IP4 ${address}`,
    'a=rtcp-mux',
    `a=ice-ufrag:${usernameFragment}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:active',
    `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`,
    'a=end-of-candidates',
  ];
}

function sdp(media: string[]): string {
  const session = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=bench', 't=0 0', 'a=group:BUNDLE 0'];
  return `${[...session, ...media].join('\r\n')}\r\n`;
}
