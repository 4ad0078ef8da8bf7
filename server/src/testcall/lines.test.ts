/** What counters say of a line: what was repaired was lost all the same, and is no packet more. */
import type { PeerStats } from '@sambung/contract/sfu';
import { describe, expect, it } from 'vitest';
import { type LineMoment, uplink } from './lines.ts';

type Sent = PeerStats['producers'][number];

const moment = (camera: Partial<Sent>): LineMoment => {
  const producer = { producerId: 'camera', kind: 'video', source: 'camera', jitterMs: 3, ...camera } as Sent;
  const host = { peerId: 'host', transports: [], producers: [producer], consumers: [] } as unknown as PeerStats;
  return { crossed: null, host: { stats: host, report: null }, audience: { stats: null, report: null } };
};
const nothing = { packetCount: 0, repairedCount: 0, packetsLost: 0, byteCount: 0 };

describe('the line of a sender', () => {
  it('lost a fifth where a fifth was lost, however much of it was sent again', () => {
    const before = moment(nothing);
    const first = { packetsLost: 20, byteCount: 80_000 };
    const unrepaired = uplink(before, moment({ ...first, packetCount: 80, repairedCount: 0 }), 'host', 'video');
    expect(unrepaired).toMatchObject({ expected: 100, lost: 20, bytes: 80_000 });
    const repaired = uplink(
      before,
      moment({ packetCount: 95, repairedCount: 15, packetsLost: 20, byteCount: 95_001 }),
      'host',
      'video',
    );
    expect(repaired).toMatchObject({ expected: 100, lost: 20, bytes: 80_001 });
  });

  it('carried nothing in a second in which only repairs came', () => {
    const [before, after] = [
      moment(nothing),
      moment({ ...nothing, packetCount: 4, repairedCount: 4, byteCount: 4_000 }),
    ];
    expect(uplink(before, after, 'host', 'video')).toMatchObject({ expected: 0, lost: 0, bytes: 0 });
  });
});
