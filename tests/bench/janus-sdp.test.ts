/** What is said to Janus names the endpoint, and what Janus says is read as it stands. */
import { expect, it } from 'vitest';
import { extensionsOf, publishOffer, remoteOf, subscribeAnswer } from './janus-sdp.ts';
import { sentParameters } from './negotiated.ts';

const at = { address: '192.0.2.7', port: 5004, usernameFragment: 'peer', password: 'secret', fingerprint: 'AA:BB' };

const offered = [
  'v=0',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
  'a=mid:0',
  'a=sendonly',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:efgh',
  'a=setup:actpass',
  'a=rtpmap:96 VP8/90000',
  'a=rtcp-fb:96 nack',
  'a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=ssrc:77 cname:janus',
  'a=candidate:1 1 udp 2015363327 192.0.2.9 41000 typ host',
].join('\r\n');

it('offers the stream with its codecs, extensions and SSRCs, from where the endpoint is', () => {
  const offer = publishOffer('video', sentParameters('full', 'video'), at);
  for (const line of [
    'm=video 9 UDP/TLS/RTP/SAVPF 101 102',
    'a=rtpmap:101 VP8/90000',
    'a=fmtp:102 apt=101',
    'a=rtcp-fb:101 nack pli',
    'a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid',
    'a=ssrc-group:FID 11111111 11111112',
    'a=candidate:1 1 udp 2130706431 192.0.2.7 5004 typ host',
    'a=setup:active',
  ])
    expect(offer.split('\r\n')).toContain(line);
});

it('answers with what was offered, and with its own side of the connection', () => {
  const lines = subscribeAnswer(offered, at).split('\r\n');
  expect(lines).toEqual(expect.arrayContaining(['a=mid:0', 'a=recvonly', 'a=rtpmap:96 VP8/90000', 'a=ice-ufrag:peer']));
  expect(lines.filter((line) => /sendonly|abcd|efgh|actpass|ssrc|192\.0\.2\.9/.test(line))).toEqual([]);
});

it('reads where Janus is and which extensions it sends', () => {
  expect(remoteOf(offered)).toEqual({ address: '192.0.2.9', port: 41_000, ufrag: 'abcd', password: 'efgh' });
  expect(extensionsOf(offered)).toEqual([{ id: 3, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }]);
});
