/** Watching a test call live: the staff namespace, its samples, and whether the line to the server is up. */

import type { Ack, Problem } from '@sambung/contract/problem';
import type { StaffClientEvents, StaffServerEvents } from '@sambung/contract/socket';
import type { TestCallDetail } from '@sambung/contract/test-run';
import { useEffect, useRef, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { newSampleCount, noSamples, type Samples, withSamples } from './samples.ts';

export type LiveSamples = {
  samples: Samples;
  sampleCount: number;
  /** Live samples come; false: the console reconnects by itself. */
  watching: boolean;
  problem: Problem | null;
};

interface Watched {
  testCallId: string;
  /** What was read over HTTP, with the stored samples; undefined until then. */
  detail: TestCallDetail | undefined;
  /** Something but the numbers changed: read the detail again. */
  onChanged: () => void;
}

/** Stored samples first, live ones as they come; both merged whenever either changes. */
export function useTestCallWatch({ testCallId, detail, onChanged }: Watched): LiveSamples {
  const [live, setLive] = useState<LiveSamples>({ samples: noSamples, sampleCount: 0, watching: false, problem: null });
  const changed = useRef(onChanged);
  useEffect(() => {
    changed.current = onChanged;
  });

  useEffect(() => {
    if (!detail) return;
    setLive((before) => ({
      ...before,
      samples: withSamples(before.samples, detail.samples),
      sampleCount: Math.max(before.sampleCount, detail.sampleCount),
    }));
  }, [detail]);

  useEffect(() => {
    const socket: Socket<StaffServerEvents, StaffClientEvents> = io('/staff', {
      forceNew: true,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
    });
    socket.on('connect', () => {
      socket.emit('test-call:watch', { testCallId }, (answer: Ack<object>) => {
        setLive((before) => ({ ...before, watching: answer.ok, problem: answer.ok ? null : answer.problem }));
        // Whatever happened while the line was down is in the database.
        changed.current();
      });
    });
    socket.on('disconnect', () => setLive((before) => ({ ...before, watching: false })));
    socket.on('test-call:sampled', (message) => {
      if (message.testCallId !== testCallId) return;
      setLive((before) => ({
        ...before,
        samples: withSamples(before.samples, message.samples),
        sampleCount: before.sampleCount + newSampleCount(before.samples, message.samples),
      }));
    });
    socket.on('test-call:changed', (message) => {
      if (message.testCallId === testCallId) changed.current();
    });
    return () => {
      socket.disconnect();
    };
  }, [testCallId]);

  return live;
}
