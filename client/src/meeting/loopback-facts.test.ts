/** Tests of what half-second readings of the browser's statistics say of one way to the node. */
import { describe, expect, it } from 'vitest';
import { type Came, cameOf, wayFactsOf } from './loopback-facts.ts';

const nothing: Came = {
  ...{ atMs: 0, connected: false, packets: { sound: 0, picture: 0 }, lost: 0, pictures: 0, bytes: 0 },
  ...{ roundTripMs: null, ownAddresses: [] },
};

describe('a way', () => {
  it('is timed from connection to sound to picture, and measured over its best second', () => {
    const came: Came[] = [
      nothing,
      { ...nothing, atMs: 500, connected: true, packets: { sound: 3, picture: 0 }, bytes: 1_000, roundTripMs: 30 },
      {
        ...nothing,
        atMs: 1_000,
        connected: true,
        packets: { sound: 28, picture: 20 },
        pictures: 4,
        bytes: 26_000,
        roundTripMs: 22,
      },
      {
        ...nothing,
        atMs: 1_500,
        connected: true,
        packets: { sound: 50, picture: 90 },
        pictures: 16,
        bytes: 126_000,
        lost: 10,
        roundTripMs: 25,
      },
      {
        ...nothing,
        atMs: 2_000,
        connected: true,
        packets: { sound: 75, picture: 115 },
        pictures: 28,
        bytes: 136_000,
        lost: 10,
      },
    ];
    expect(wayFactsOf('udp', came, ['203.0.113.7:40000'])).toEqual({
      ...{ way: 'udp', connectedMs: 500, soundMs: 500, pictureMs: 1_000, roundTripMs: 22 },
      ...{ lossPercent: 5, bitsPerSecond: 1_000_000, endpoints: ['203.0.113.7:40000'] },
    });
  });

  it('that was shut has no numbers', () => {
    expect(wayFactsOf('tcp', [nothing, { ...nothing, atMs: 9_000 }], [])).toEqual({
      ...{ way: 'tcp', connectedMs: null, soundMs: null, pictureMs: null, roundTripMs: null },
      ...{ lossPercent: null, bitsPerSecond: null, endpoints: [] },
    });
    expect(wayFactsOf('relay', [], []).connectedMs).toBeNull();
  });
});

describe('a reading', () => {
  const stats = (...entries: object[]) => new Map(entries.map((entry, index) => [String(index), entry]));
  const pair = { id: 'p', type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.031 };

  it('takes the pair in use, what came in of both streams, and the address the world sees', () => {
    const receive = stats(
      { id: 't', type: 'transport', selectedCandidatePairId: 'p', bytesReceived: 9_000 },
      { ...pair, id: 'other', currentRoundTripTime: 0.9 },
      pair,
      { type: 'inbound-rtp', kind: 'audio', packetsReceived: 40, packetsLost: 1 },
      { type: 'inbound-rtp', kind: 'video', packetsReceived: 60, packetsLost: 2, framesDecoded: 11 },
      { type: 'local-candidate', candidateType: 'srflx', address: '198.51.100.4' },
      { type: 'local-candidate', candidateType: 'host', address: '10.0.0.4' },
    );
    expect(
      cameOf(700, { send: stats({ id: 't', type: 'transport', selectedCandidatePairId: 'p' }, pair), receive }),
    ).toEqual({
      ...{ atMs: 700, connected: true, packets: { sound: 40, picture: 60 }, lost: 3, pictures: 11, bytes: 9_000 },
      ...{ roundTripMs: 31, ownAddresses: ['198.51.100.4'] },
    });
  });

  it('is not connected while one of both ways is not', () => {
    const failed = { ...pair, state: 'failed' };
    expect(cameOf(1, { send: stats(failed), receive: stats(pair) })).toMatchObject({
      connected: false,
      roundTripMs: 31,
    });
    expect(cameOf(1, { send: stats(), receive: stats() })).toMatchObject({
      connected: false,
      bytes: 0,
      roundTripMs: null,
    });
  });
});
