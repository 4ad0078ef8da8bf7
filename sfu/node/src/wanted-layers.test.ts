/** Tests of what is told to those who send cameras, on a clock that the test turns. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fallDelayMs, type Look, looksAtEverything, type Wanted, WantedLayers } from './wanted-layers.ts';

const camera = { peerId: 'sari', producerId: 'camera' };
/** How often the room is looked over. */
const sweepMs = 1_000;

let told: Wanted[];
let wanted: WantedLayers;
let nowMs: number;

beforeEach(() => {
  told = [];
  wanted = new WantedLayers(({ spatialLayer }) => told.push(spatialLayer));
  nowMs = 1_000_000;
  wanted.opened(camera, 3);
});

/** Time goes by, and the room is looked over meanwhile. */
function pass(ms: number) {
  for (const endMs = nowMs + ms; nowMs < endMs; nowMs += sweepMs) wanted.passed(nowMs);
  wanted.passed(nowMs);
}

interface Viewer extends Look {
  paused: boolean;
  preferredLayers?: { spatialLayer: number } | undefined;
}

function viewer(spatialLayer?: number): Viewer {
  const look = { paused: false, preferredLayers: spatialLayer === undefined ? undefined : { spatialLayer } };
  wanted.looked(camera.producerId, look);
  return look;
}

function change(look: Viewer, fields: Partial<Viewer>) {
  Object.assign(look, fields);
  wanted.changed(camera.producerId);
}

const current = () => wanted.all[0]?.spatialLayer;

describe('less', () => {
  it('is told after it was enough for a while, and not before', () => {
    viewer(0);
    pass(fallDelayMs - sweepMs);
    expect(told).toEqual([]);
    pass(sweepMs);
    expect(told).toEqual([0]);
    pass(fallDelayMs * 3);
    expect(told).toEqual([0]);
  });

  it('is what the most demanding of all wants', () => {
    viewer(0);
    viewer(1);
    pass(fallDelayMs);
    expect(told).toEqual([1]);
  });

  it('is nothing where all have paused or gone, or nobody ever came', () => {
    pass(fallDelayMs);
    expect(told).toEqual([null]);
    const [stays, goes] = [viewer(2), viewer(2)];
    expect(told).toEqual([null, 2]);
    change(stays, { paused: true });
    wanted.unlooked(camera.producerId, goes);
    pass(fallDelayMs);
    expect(told).toEqual([null, 2, null]);
  });

  it('is not told while a layout goes back and forth', () => {
    const look = viewer(2);
    for (let turn = 0; turn < 10; turn++) {
      change(look, { preferredLayers: { spatialLayer: 0 } });
      pass(fallDelayMs - sweepMs);
      change(look, { preferredLayers: { spatialLayer: 2 } });
    }
    expect(told).toEqual([]);
  });

  it('is the most that was wanted meanwhile, and the rest a while later', () => {
    const look = viewer(0);
    pass(fallDelayMs / 2);
    change(look, { preferredLayers: { spatialLayer: 1 } });
    change(look, { preferredLayers: { spatialLayer: 0 } });
    pass(fallDelayMs / 2);
    expect(told).toEqual([1]);
    pass(fallDelayMs);
    expect(told).toEqual([1, 0]);
  });
});

describe('more', () => {
  it('is told at once', () => {
    const look = viewer(0);
    pass(fallDelayMs);
    change(look, { preferredLayers: { spatialLayer: 2 } });
    expect(told).toEqual([0, 2]);
    expect(current()).toBe(2);
  });

  it('is told at once when somebody looks again', () => {
    const look = viewer(1);
    change(look, { paused: true });
    pass(fallDelayMs);
    change(look, { paused: false });
    expect(told).toEqual([null, 1]);
  });

  it('is told at once when somebody comes', () => {
    viewer(0);
    pass(fallDelayMs);
    viewer(1);
    expect(told).toEqual([0, 1]);
  });
});

describe('everything', () => {
  it('is wanted by who said nothing, and by a pipe to another node', () => {
    viewer(0);
    viewer();
    pass(fallDelayMs * 2);
    expect(told).toEqual([]);
    const other = { peerId: 'budi', producerId: 'other' };
    wanted.opened(other, 2);
    wanted.looked(other.producerId, looksAtEverything);
    pass(fallDelayMs * 2);
    expect(told).toEqual([]);
  });

  it('is no more than there is', () => {
    viewer(7);
    pass(fallDelayMs);
    expect(told).toEqual([]);
    expect(current()).toBe(2);
  });

  it('is what a camera begins with, also one that takes the place of another', () => {
    pass(fallDelayMs);
    wanted.closed(camera.producerId);
    expect(wanted.all).toEqual([]);
    wanted.opened({ ...camera, producerId: 'next' }, 3);
    expect(wanted.all).toEqual([{ peerId: 'sari', producerId: 'next', spatialLayer: 2 }]);
  });
});

it('a picture of one layer is never told of', () => {
  wanted.opened({ peerId: 'budi', producerId: 'small' }, 1);
  pass(fallDelayMs * 2);
  expect(wanted.all.map(({ producerId }) => producerId)).toEqual([camera.producerId]);
});
