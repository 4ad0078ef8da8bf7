/** What a site's page tells of a conference, from statistics as Chrome gives them. */
import { describe, expect, it } from 'vitest';
import { SiteReporter, type SiteSecond } from './site-report.ts';

type Entry = Record<string, unknown> & { id: string; type: string };
const map = (entries: Entry[]) => new Map(entries.map((entry) => [entry.id, entry])) as unknown as RTCStatsReport;
const track = (id: string) => ({ id }) as MediaStreamTrack;

const hall = {
  ...{ participantId: 'hall', displayName: 'Aula', joinedAt: '2026-02-03T02:00:00.000Z' },
  ...{ role: 'participant' as const, verified: false, handRaisedAt: null, line: 'good' as const },
};
const producer = (source: 'microphone' | 'camera', paused = false) => ({
  ...{ producerId: `hall-${source}`, participantId: 'hall', source, paused },
  kind: source === 'camera' ? ('video' as const) : ('audio' as const),
});

interface Seen {
  frames: number;
  freezes?: number;
  freezeSeconds?: number;
  cameraOff?: boolean;
  lost?: number;
  energy?: number;
}

/** Second `number` of a conference in which the hall is measured and a guest is there as well. */
function second(
  number: number,
  { frames, freezes = 0, freezeSeconds = 0, cameraOff, lost = 0, energy }: Seen,
): SiteSecond {
  const sound = (id: string, trackIdentifier: string, packetsLost: number): Entry => ({
    ...{ id, type: 'inbound-rtp', kind: 'audio', trackIdentifier, packetsReceived: 50 * number, packetsLost },
    ...{ jitter: 0.004, totalSamplesReceived: 48_000 * number, concealedSamples: 0, silentConcealedSamples: 0 },
  });
  const receive = map([
    sound('A1', 'hall-sound', lost),
    sound('A2', 'guest-sound', 1_000 * number),
    {
      ...{
        id: 'V1',
        type: 'inbound-rtp',
        kind: 'video',
        trackIdentifier: 'hall-picture',
        packetsReceived: 100 * number,
      },
      ...{ packetsLost: 0, framesDecoded: frames, framesDropped: 0, frameWidth: 640, frameHeight: 360 },
      ...{ freezeCount: freezes, totalFreezesDuration: freezeSeconds },
    },
  ]);
  const source = { id: 'S1', type: 'media-source', kind: 'audio', totalSamplesDuration: number };
  const send = map(energy === undefined ? [] : [{ ...source, totalAudioEnergy: energy }]);
  return {
    atMs: number * 1_000,
    stats: {
      receive: { connectionState: 'connected', stats: receive },
      send: { connectionState: 'connected', stats: send },
    },
    state: {
      roster: {
        self: { ...hall, participantId: 'me', side: 'host' },
        others: [
          { ...hall, side: 'audience', producers: [producer('microphone'), producer('camera', cameraOff)] },
          { ...hall, participantId: 'guest', side: null, producers: [] },
        ],
        speakerIds: [],
      },
      tracks: new Map([
        ['hall-microphone', track('hall-sound')],
        ['hall-camera', track('hall-picture')],
      ]),
    },
    wasHidden: false,
    setup: { devices: [{ kind: 'camera', label: 'Kamera ruang' }], browser: 'Chromium 156' },
  };
}

const told = (...seconds: Seen[]) => {
  const reporter = new SiteReporter();
  return seconds.map((seen, index) => reporter.second(second(index + 1, seen)));
};

describe('a site’s report', () => {
  it('tells of the other site alone, whatever other people lose', () => {
    const [, report] = told({ frames: 25 }, { frames: 50, lost: 2 });
    expect(report?.sound).toMatchObject({ packetsLost: 2, packetsReceived: 50, samples: 48_000 });
    expect(report).toMatchObject({ planNumber: 0, spanMs: 1_000, browser: 'Chromium 156' });
  });

  it('tells of nothing where the other site has switched its camera off, not of a frozen picture', () => {
    const [, report] = told({ frames: 25 }, { frames: 25, cameraOff: true });
    expect(report?.picture).toBeNull();
  });

  it('counts a standstill while it lasts and its end once', () => {
    const reports = told(
      { frames: 25 },
      { frames: 25 },
      { frames: 25 },
      { frames: 40, freezes: 1, freezeSeconds: 2.4 },
      { frames: 65, freezes: 1, freezeSeconds: 2.4 },
    );
    expect(reports.slice(1).map((report) => report.picture?.frozenMs)).toEqual([1_000, 1_000, expect.closeTo(400), 0]);
    expect(reports[3]?.picture).toMatchObject({ longestFreezeMs: 2_400, freezes: 1 });
  });

  it('tells how loud the own microphone was, and nothing where the browser does not know', () => {
    const [, loud] = told({ frames: 0, energy: 0 }, { frames: 0, energy: 0.01 });
    expect(loud?.sent.levelDbfs).toBeCloseTo(-20);
    const [, unknown] = told({ frames: 0 }, { frames: 0 });
    expect(unknown?.sent.levelDbfs).toBeNull();
  });

  it('is void while the page is hidden', () => {
    expect(new SiteReporter().second({ ...second(1, { frames: 0 }), wasHidden: true }).voided).toBe('hidden');
  });
});
