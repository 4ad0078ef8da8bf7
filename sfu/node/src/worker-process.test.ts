/** Tests of where a worker listens; starting real ones is tested with the pool and the whole process. */
import { describe, expect, it } from 'vitest';
import { listenInfos } from './worker-process.ts';

describe('a worker listens on', () => {
  const settings = { firstMediaPort: 44_000, announcedAddress: null };
  const infos = (parts: Partial<Parameters<typeof listenInfos>[0]>, index = 0) =>
    listenInfos({ ...settings, listenAddresses: ['fd00::7', '10.0.0.7', '10.1.0.7'], ...parts }, index);

  it('the port above the first that its number says, on every address, for UDP and TCP', () => {
    expect(infos({}, 1)).toEqual(
      ['udp', 'tcp'].flatMap((protocol) =>
        ['fd00::7', '10.0.0.7', '10.1.0.7'].map((ip) => ({ protocol, ip, port: 44_001 })),
      ),
    );
  });

  it('any free port with 0', () => {
    expect(infos({ firstMediaPort: 0 })[0]).toEqual({ protocol: 'udp', ip: 'fd00::7' });
  });

  it.each([
    ['203.0.113.9', '10.0.0.7'],
    ['2001:db8::9', 'fd00::7'],
    ['media.example.go.id', '10.0.0.7'],
  ])('one address that is announced as %s', (announcedAddress, expected) => {
    const announced = infos({ announcedAddress }).filter((info) => 'announcedAddress' in info);
    expect(announced).toMatchObject(['udp', 'tcp'].map((protocol) => ({ protocol, ip: expected, announcedAddress })));
  });
});
