/** What runs in the pages of the join bench: the meeting's own media code, asked to send a camera or to join and show the first picture. */
import type { RoomState } from '@sambung/contract/sfu';
import type { Joined } from '@sambung/contract/socket';
import { io } from 'socket.io-client';
import { warmUp } from '../../client/src/meeting/device.ts';
import type { OutgoingSource } from '../../client/src/meeting/device-sender.ts';
import { IceServerSource } from '../../client/src/meeting/ice-servers.ts';
import { type Outgoing, RoomMedia, type RoomToOpen } from '../../client/src/meeting/media.ts';
import type { Roster } from '../../client/src/meeting/roster.ts';
import type { Request } from '../../client/src/meeting/socket.ts';

/** Milliseconds from the click to each step. */
export interface JoinMarks {
  /** The server answered that we are in. */
  joinedMs: number;
  /** Both transports were made. */
  openedMs: number;
  /** The video's consumer exists in the page. */
  consumedMs: number;
  /** ICE and DTLS stand. */
  connectedMs: number;
  /** The first picture was decoded. */
  frameMs: number;
}

declare global {
  interface Window {
    /** What a page does while the person looks at themselves before joining: the browser is asked what it can, the socket is opened. */
    prepare(): Promise<void>;
    /** Sends the camera; resolves when its transport is connected. */
    publish(codec: string): Promise<void>;
    /** Joins as somebody who has just pressed the button; leaves again before it resolves. */
    joinOnce(codec: string): Promise<JoinMarks>;
  }
  /** In Chromium's windows, and not in TypeScript's library. */
  class MediaStreamTrackProcessor {
    constructor(options: { track: MediaStreamTrack });
    readonly readable: ReadableStream<{ close(): void }>;
  }
}

const none: OutgoingSource = { on: false, track: null, made: null };
const quiet: Outgoing = {
  microphone: none,
  camera: none,
  rawAudio: false,
  isCameraSmall: false,
  screen: { track: null, audio: null, hint: 'detail' },
};
const plain = { role: 'participant', verified: false, handRaisedAt: null, line: 'good' } as const;
const nobody: Roster = { self: null, others: [], speakerIds: [] };

type Joining = RoomState & Pick<Joined, 'transports'>;

const socket = io({ transports: ['websocket'], autoConnect: false });

async function ask(name: string, input: object): Promise<unknown> {
  const answer = await socket.emitWithAck(name, input);
  if (answer.error) throw new Error(answer.error);
  return answer;
}
const request: Request = (name, input) => ask(name, input) as never;

/** What a router speaks, with one video codec left. */
function only(codec: string, { codecs = [], ...rest }: RoomState['routerRtpCapabilities']) {
  const wanted = codecs.find(({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`);
  if (!wanted) throw new Error(`the router has no ${codec}`);
  const kept = codecs.filter(
    (one) => one.kind === 'audio' || one === wanted || one.parameters?.apt === wanted.preferredPayloadType,
  );
  return { ...rest, codecs: kept };
}

const withoutTurn = new IceServerSource({ servers: [], lifetimeSeconds: 0 }, () => new Promise(() => {}));

const roomOf = (codec: string, { routerRtpCapabilities, transports }: Joining): RoomToOpen => ({
  capabilities: only(codec, routerRtpCapabilities),
  transports,
  iceServers: withoutTurn,
});

window.prepare = async () => {
  socket.connect();
  await Promise.all([warmUp(), new Promise<void>((connected) => socket.once('connect', connected))]);
};

window.publish = async (codec) => {
  socket.connect();
  const state = (await ask('join', {})) as Joining;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360, frameRate: 30 } });
  let connected = () => {};
  const standing = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const media = await RoomMedia.open(roomOf(codec, state), request, {
    pathChanged: (direction, path) => direction === 'send' && path === 'connected' && connected(),
    tracksChanged: () => {},
    producerGone: () => {},
    shownWidthOf: () => undefined,
  });
  await media.sync({ ...quiet, camera: { ...none, on: true, track: stream.getVideoTracks()[0] ?? null } }, nobody);
  await standing;
};

window.joinOnce = async (codec) => {
  const clickedAt = performance.now();
  const since = () => performance.now() - clickedAt;
  const marks: JoinMarks = { joinedMs: 0, openedMs: 0, consumedMs: 0, connectedMs: 0, frameMs: 0 };
  const state = (await ask('join', {})) as Joining;
  marks.joinedMs = since();
  let seen = () => {};
  const firstPicture = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const media = await RoomMedia.open(roomOf(codec, state), request, {
    pathChanged: (_direction, path) => {
      if (path === 'connected') marks.connectedMs ||= since();
    },
    tracksChanged: (tracks) => {
      const video = [...tracks.values()].find(({ kind }) => kind === 'video');
      if (!video || marks.consumedMs > 0) return;
      marks.consumedMs = since();
      const reader = new MediaStreamTrackProcessor({ track: video }).readable.getReader();
      void reader.read().then(({ value }) => {
        marks.frameMs = since();
        value?.close();
        void reader.cancel();
        seen();
      });
    },
    producerGone: () => {},
    shownWidthOf: () => 640,
  });
  marks.openedMs = since();
  const producers = state.producers.map(({ peerId, ...producer }) => ({ ...producer, participantId: peerId }));
  const publisher = { participantId: 'publisher', displayName: '', side: null, joinedAt: '', producers, ...plain };
  await media.sync(quiet, { ...nobody, others: [publisher] });
  await firstPicture;
  media.close();
  socket.disconnect();
  return marks;
};
