/** A page's clock behind a line that delays its two ways differently and unsteadily: what the server's questions bring, and what is true. */
import { type ClockExchange, seededDraw } from '../src/measurement/index.ts';

export interface LineAndClock {
  /** Server's steady clock at the beginning. */
  startMs: number;
  seconds: number;
  offsetMs: number;
  /** Parts per million by which the page's clock runs fast. */
  driftPpm: number;
  upMs: number;
  downMs: number;
  /** Mean of the exponentially distributed rest on each way. */
  jitterMs: number;
  seed: number;
  /** The page's clock is set forward by so much at this second. */
  step?: { second: number; ms: number };
}

/** A number from 0 to 1, never 1. */
export function fractions(seed: number): () => number {
  const draw = seededDraw(seed);
  return () => draw() / 2 ** 32;
}

/** Page time at an instant of the server. */
export function pageClock({ startMs, offsetMs, driftPpm, step }: LineAndClock): (serverMs: number) => number {
  return (serverMs) => {
    const stepped = step && serverMs >= startMs + step.second * 1_000 ? step.ms : 0;
    return serverMs + offsetMs + (serverMs - startMs) * driftPpm * 1e-6 + stepped;
  };
}

/** Two questions a second. */
export function askPage(line: LineAndClock): ClockExchange[] {
  const chance = fractions(line.seed);
  const rest = () => -line.jitterMs * Math.log(1 - chance());
  const clock = pageClock(line);
  return Array.from({ length: line.seconds * 2 }, (_, index) => {
    const askedAtMs = line.startMs + index * 500;
    const heardAtMs = askedAtMs + line.upMs + rest();
    return { askedAtMs, pageMs: clock(heardAtMs), answeredAtMs: heardAtMs + line.downMs + rest() };
  });
}
