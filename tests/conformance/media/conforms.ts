/** Cases of media conformance: what comes out of the wire is compared with what mediasoup's sources and the RFCs say, and where both workers are at hand, with each other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage, workers } from './stage.ts';

/** Where we differ from the stock worker on purpose: why, and what the stock worker does. */
export interface Difference<T> {
  why: string;
  stock: T;
}

/** Adds a case: `observe` plays it and tells what came, free of anything random; `expected` may hold vitest's matchers. */
export type Conforms = <T>(
  name: string,
  observe: (stage: Stage) => Promise<T>,
  expected: T,
  differs?: Difference<T>,
) => void;

/** Runs the cases, all at once, on ours and on the stock worker where there is one. */
export function describeWire(title: string, add: (conforms: Conforms) => void): void {
  const observations = new Map<string, Map<string, unknown>>();
  const differing = new Set<string>();
  for (const worker of workers) {
    describe(`${title} (${worker.name} worker)`, () => {
      let stage: Stage;
      beforeAll(async () => {
        stage = await Stage.open(worker.binary);
        // The synthetic endpoints may have to be built first.
      }, 600_000);
      afterAll(() => stage.close());
      add((name, observe, expected, differs) => {
        if (differs) differing.add(name);
        it.concurrent(name, async () => {
          const observation = await observe(stage);
          observations.set(name, (observations.get(name) ?? new Map()).set(worker.name, observation));
          expect(observation).toEqual(differs && worker.name === 'stock' ? differs.stock : expected);
        });
      });
    });
  }
  if (workers.length < 2) return;
  describe(`${title}: the same wire from both workers`, () => {
    add((name) => {
      if (differing.has(name)) return;
      it(name, () => {
        const both = observations.get(name);
        expect(both?.get('ours')).toEqual(both?.get('stock'));
      });
    });
  });
}
