/** The line between a test call's page and the server, opened up: a test tells the page a plan, and reads what the page reports. */

import type { Page, WebSocketRoute } from '@playwright/test';
import type { TestPlan, TestReport } from '@sambung/contract/test-report';

export interface PlanLine {
  /** What the page is to do from now on. */
  tell(plan: TestPlan): void;
  /** Asks for the page's clock; resolves with its answer. */
  askClock(askNumber: number): Promise<number>;
  /** Every report so far, in order. */
  reports: TestReport[];
}

/** Socket.IO's packets of the namespace: an event is `42/room,` or `42/room,7` and JSON. */
const eventPattern = /^42\/room,(\d*)(\[.*\])$/s;

/** Must be called before the page opens its socket. The server's own plans do not reach the page; everything else does. */
export async function openPlanLine(page: Page): Promise<PlanLine> {
  const reports: TestReport[] = [];
  const answers = new Map<number, (pageAtMs: number) => void>();
  let newest: WebSocketRoute | null = null;
  let plan: TestPlan | null = null;
  const send = (name: string, data: unknown) => newest?.send(`42/room,${JSON.stringify([name, data])}`);
  await page.routeWebSocket(/socket\.io/, (route) => {
    const server = route.connectToServer();
    newest = route;
    route.onMessage((message) => {
      const [name, data] = eventOf(message);
      if (name === 'test:report') reports.push(data as TestReport);
      if (name === 'clock:answer') {
        const { askNumber, pageAtMs } = data as { askNumber: number; pageAtMs: number };
        answers.get(askNumber)?.(pageAtMs);
        answers.delete(askNumber);
      }
      server.send(message);
    });
    server.onMessage((message) => {
      if (eventOf(message)[0] === 'test:planned') return;
      route.send(message);
      // A page that comes back after a lost line is told again, as the server does.
      if (String(message).startsWith('40/room') && plan) send('test:planned', plan);
    });
  });
  return {
    reports,
    tell: (next) => {
      plan = next;
      send('test:planned', plan);
    },
    askClock: (askNumber) =>
      new Promise((answered) => {
        answers.set(askNumber, answered);
        send('clock:asked', { askNumber });
      }),
  };
}

function eventOf(message: string | Buffer): [string | null, unknown] {
  const found = typeof message === 'string' ? eventPattern.exec(message) : null;
  if (!found?.[2]) return [null, null];
  const [name, data] = JSON.parse(found[2]) as [string, unknown];
  return [name, data];
}
