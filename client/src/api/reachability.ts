/** Whether the server answers: learnt from every request, and while it is silent asked again until it is back. */
import { useSyncExternalStore } from 'react';

/** Lower finds the server sooner, higher asks a struggling server or line less often. */
const askAgainMs = 3_000;

let reachable = true;
let timer: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();

export function serverAnswered(): void {
  clearTimeout(timer);
  timer = undefined;
  tell(true);
}

export function serverSilent(): void {
  tell(false);
  timer ??= setTimeout(askAgain, askAgainMs);
}

/** True while the server answers. */
export function useServerReachable(): boolean {
  return useSyncExternalStore(watch, () => reachable);
}

/** Calls back whenever the server is found or lost. */
export function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => watchers.delete(changed);
}

export const isServerReachable = () => reachable;

async function askAgain(): Promise<void> {
  timer = undefined;
  try {
    const response = await fetch('/api/health', { cache: 'no-store' });
    // 503 in our own words is an answer: the pages can say what is not ready.
    if (response.headers.get('content-type')?.includes('json')) return serverAnswered();
  } catch {
    // Still silent.
  }
  serverSilent();
}

function tell(next: boolean): void {
  if (reachable === next) return;
  reachable = next;
  for (const changed of watchers) changed();
}
