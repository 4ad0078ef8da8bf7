/** What a healthy page finds before a test call. */
import type { SelfCheckFacts, WayFacts } from '@sambung/contract/self-check';

export const goodWay: WayFacts = {
  way: 'udp',
  connectedMs: 80,
  soundMs: 140,
  pictureMs: 260,
  roundTripMs: 24,
  lossPercent: 0,
  bitsPerSecond: 1_100_000,
  endpoints: ['203.0.113.7:40000'],
};

export const goodFacts: SelfCheckFacts = {
  browser: { name: 'Mozilla/5.0 Chrome/140', secure: true, webRtc: true, measures: true },
  camera: { label: 'Kamera ruang', problem: null, widthPx: 1_280, heightPx: 720, brightness: 120, moves: true },
  microphone: { label: 'Mikrofon meja', problem: null, loudestDbfs: -18 },
  speaker: { toneHeard: true, recordingHeard: true },
  connection: {
    server: 'vicon.example.go.id:443',
    signalling: true,
    relayOffered: false,
    ways: [goodWay, { ...goodWay, way: 'tcp', bitsPerSecond: 800_000 }],
    ownAddresses: ['198.51.100.4'],
    reconnectMs: 900,
    reconnectTried: true,
  },
};
