/** The check as it runs: what is known so far, and the connection's ways tried one after the other. */
import type { Access } from '@sambung/contract/http';
import type { SelfCheckFacts, WayFacts } from '@sambung/contract/self-check';
import { works } from '@sambung/contract/self-check-judging';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type LocalMedia, type LocalSource, loadLoopback, useStore } from '../../meeting/index.ts';
import { listenToMicrophone, watchCamera } from './looking.ts';
import { makeSources } from './made-sources.ts';

/** How long media flows on each way after it came back: the first is measured, the others only have to work. */
const lastsMs = { first: 5_000, next: 1_500 };

export type Doing = 'signalling' | WayFacts['way'] | 'reconnect' | null;

export interface SelfCheckState {
  facts: SelfCheckFacts;
  /** What the connection check is at; null before and after. */
  doing: Doing;
  started: boolean;
}

type Connection = SelfCheckFacts['connection'];

export function useSelfCheck(access: Access, local: LocalMedia) {
  const [state, setState] = useState<SelfCheckState>(() => ({
    facts: firstFacts(access),
    doing: null,
    started: false,
  }));
  const running = useRef<AbortController | null>(null);
  const change = useCallback(<S extends keyof SelfCheckFacts>(step: S, fields: Partial<SelfCheckFacts[S]>) => {
    setState((now) => ({ ...now, facts: { ...now.facts, [step]: { ...now.facts[step], ...fields } } }));
  }, []);
  const media = useStore(local.store);
  useDevice(state.started, media.camera, (seen) => change('camera', seen), watchCamera, noPicture);
  useDevice(state.started, media.microphone, (seen) => change('microphone', seen), hear, noSound);

  useEffect(
    () => () => {
      running.current?.abort();
      local.stop();
    },
    [local],
  );

  const checkConnection = useCallback(async () => {
    running.current?.abort();
    const run = new AbortController();
    running.current = run;
    const tell = (fields: Partial<Connection>, doing: Doing) => {
      if (run.signal.aborted) return;
      change('connection', fields);
      setState((now) => ({ ...now, doing }));
    };
    tell({ ...firstFacts(access).connection }, 'signalling');
    // A browser that lacks what is needed, or code that does not load, is a connection that was not found.
    await connect(access, run.signal, tell).catch(() => tell({ signalling: false }, null));
  }, [access, change]);

  const start = useCallback(() => {
    setState((now) => ({ ...now, started: true }));
    void local.start();
    void checkConnection();
  }, [local, checkConnection]);

  return { ...state, start, checkConnection, change };
}

async function connect(
  access: Access,
  signal: AbortSignal,
  tell: (fields: Partial<Connection>, doing: Doing) => void,
): Promise<void> {
  const { Loopback, waysOf } = await loadLoopback();
  const { servers } = access.iceServers;
  const loopback = new Loopback(access.code, servers);
  const sources = makeSources();
  signal.addEventListener('abort', () => loopback.close());
  try {
    const signalling = await loopback.connect();
    tell({ signalling }, null);
    if (!signalling) return;
    const ways: WayFacts[] = [];
    for (const way of waysOf(servers)) {
      if (signal.aborted) return;
      tell({}, way);
      ways.push(await loopback.tryWay(way, sources, ways.some(works) ? lastsMs.next : lastsMs.first));
      tell({ ways: [...ways], ownAddresses: [...loopback.ownAddresses].slice(0, 8) }, way);
    }
    const best = ways.find(works);
    if (best && !signal.aborted) {
      tell({}, 'reconnect');
      tell({ reconnectMs: await loopback.reconnect(best.way, sources), reconnectTried: true }, null);
    }
  } finally {
    sources.stop();
    loopback.close();
    tell({}, null);
  }
}

const noPicture = { widthPx: null, heightPx: null, brightness: null, moves: null };
const noSound = { loudestDbfs: null };
const hear = (track: MediaStreamTrack, tell: (seen: { loudestDbfs: number }) => void) =>
  listenToMicrophone(track, (loudestDbfs) => tell({ loudestDbfs: Math.min(0, loudestDbfs) }));

/** Watches a source while it is there; another one begins anew. */
function useDevice<Seen extends object, Nothing extends object>(
  started: boolean,
  { track, problem }: LocalSource,
  change: (fields: (Seen | Nothing) & { label?: string; problem?: LocalSource['problem'] }) => void,
  watch: (track: MediaStreamTrack, tell: (seen: Seen) => void) => () => void,
  nothing: Nothing,
): void {
  const changed = useRef(change);
  useEffect(() => {
    changed.current = change;
  });
  useEffect(() => {
    if (!started) return;
    changed.current({ ...nothing, label: track?.label.slice(0, 200) ?? '', problem: track ? null : problem });
    return track ? watch(track, (seen) => changed.current(seen)) : undefined;
  }, [started, track, problem, watch, nothing]);
}

/** What is known before anything was tried. */
function firstFacts({ iceServers }: Access): SelfCheckFacts {
  const { protocol, hostname, port } = window.location;
  return {
    browser: {
      name: navigator.userAgent.slice(0, 400),
      secure: window.isSecureContext,
      webRtc: 'RTCPeerConnection' in window,
      measures: 'MediaStreamTrackProcessor' in window,
    },
    camera: { label: '', problem: null, ...noPicture },
    microphone: { label: '', problem: null, ...noSound },
    speaker: { toneHeard: null, recordingHeard: null },
    connection: {
      server: `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`.slice(0, 100),
      signalling: null,
      relayOffered: iceServers.servers.length > 0,
      ways: [],
      ownAddresses: [],
      reconnectMs: null,
      reconnectTried: false,
    },
  };
}
