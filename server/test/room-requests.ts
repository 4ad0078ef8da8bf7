/** Right input for every request of `/room`. */
import type { RoomRequestInput, RoomRequestName } from '@sambung/contract/socket';
import { noAnswers } from '@sambung/contract/test-run';
import { soundParameters } from './media.ts';
import { pageReport } from './page-report.ts';

export const fingerprint = { algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') };

/** About the transport, producer or consumer with this id. */
export function inputs(id: string): { [N in RoomRequestName]: RoomRequestInput<N> } {
  return {
    join: { displayName: 'Sari', transportIds: [] },
    leave: {},
    'transport:create': { direction: 'send' },
    'transport:connect': { transportId: id, dtlsParameters: { fingerprints: [fingerprint] } },
    'transport:restart-ice': { transportId: id },
    'producer:create': {
      transportId: id,
      kind: 'audio',
      source: 'microphone',
      paused: false,
      rtpParameters: soundParameters(),
    },
    'producer:pause': { producerId: id },
    'producer:resume': { producerId: id },
    'producer:close': { producerId: id },
    'consumer:create': { transportId: id, producerId: id, rtpCapabilities: {} },
    'consumer:prefer-layers': { consumerId: id, preferredLayers: { spatialLayer: 1 } },
    'consumer:resume': { consumerId: id },
    'consumer:pause': { consumerId: id },
    'test:report': pageReport,
    'test:answer': noAnswers,
    'test:say': { text: 'Halo' },
    'clock:answer': { askNumber: 1, pageAtMs: 1_000 },
    'hand:set': { raised: true },
    'name:set': { displayName: 'Sari Dewi' },
    'reaction:send': { reaction: 'applause' },
    'chat:say': { text: 'Halo', target: { to: 'everyone' } },
    'lead:stop': { source: 'microphone' },
    'lead:ask': { source: 'microphone', participantId: id },
    'lead:lower-hands': {},
    'lead:rename': { participantId: id, displayName: 'Budi' },
    'lead:set-role': { participantId: id, role: 'co-host' },
    'lead:remove': { participantId: id, ban: false },
    'lead:set': { locked: true },
    'lead:admit': {},
    'lead:refuse': { waitingId: id },
    'lead:tell-waiting': { text: 'Sebentar lagi' },
    'lead:end': {},
  };
}
