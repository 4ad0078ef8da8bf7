/**
 * Which layers of the cameras in a room anybody wants to see, and when whoever sends one is told. Nobody needs to encode and send what nobody looks at. Pure:
 * the time comes in.
 */

/** The highest spatial layer that somebody wants; null: nobody looks at all. */
export type Wanted = number | null;

/** Somebody who may see a picture, as they are now: a consumer. */
export interface Look {
  readonly paused: boolean;
  /** As large as it is shown; undefined: the largest there is. */
  readonly preferredLayers?: { readonly spatialLayer: number } | undefined;
}

/** Somebody of whom is not known what they look at: everything is wanted (a pipe to another node, behind which there are more). */
export const looksAtEverything: Look = { paused: false };

/**
 * How long less has to be wanted until it is told. Higher: layers are sent longer for nobody. Lower: a layout that goes back and forth turns layers off and on,
 * and each return waits for a key frame. Longer than the time after which the media worker trusts a layer that comes back at once (`STEADY_SPELL`, core).
 */
export const fallDelayMs = 8_000;

export interface WantedTold {
  readonly peerId: string;
  readonly producerId: string;
  readonly spatialLayer: Wanted;
}

interface Camera {
  readonly peerId: string;
  readonly topLayer: number;
  readonly looks: Set<Look>;
  told: Wanted;
  /** Since when less than was told is wanted, and the most of it that was. */
  lower: { sinceMs: number; most: Wanted } | null;
}

/**
 * `opened` and `closed` follow the cameras, `looked`, `changed` and `unlooked` those who see them: more is told at once. `passed` is called every few seconds:
 * less is told then, where it has been enough for a while.
 */
export class WantedLayers {
  readonly #tell: (told: WantedTold) => void;
  readonly #cameras = new Map<string, Camera>();

  constructor(tell: (told: WantedTold) => void) {
    this.#tell = tell;
  }

  /** What everybody who sends a camera was told last, or what they begin with. */
  get all(): WantedTold[] {
    return [...this.#cameras].map(([producerId, { peerId, told }]) => ({ peerId, producerId, spatialLayer: told }));
  }

  /** Whoever begins to send begins with everything. A picture of one layer cannot be less, and is not followed. */
  opened({ peerId, producerId }: Pick<WantedTold, 'peerId' | 'producerId'>, layerCount: number): void {
    if (layerCount < 2) return;
    const topLayer = layerCount - 1;
    this.#cameras.set(producerId, { peerId, topLayer, looks: new Set(), told: topLayer, lower: null });
  }

  closed(producerId: string): void {
    this.#cameras.delete(producerId);
  }

  looked(producerId: string, look: Look): void {
    this.#cameras.get(producerId)?.looks.add(look);
    this.changed(producerId);
  }

  unlooked(producerId: string, look: Look): void {
    this.#cameras.get(producerId)?.looks.delete(look);
  }

  /** Somebody looks, looks away or shows it in another size. */
  changed(producerId: string): void {
    const camera = this.#cameras.get(producerId);
    if (!camera) return;
    const wanted = wantedOf(camera);
    if (rank(wanted) >= rank(camera.told)) {
      camera.lower = null;
      this.#tellNew(producerId, camera, wanted);
    } else if (camera.lower) camera.lower.most = higher(camera.lower.most, wanted);
  }

  passed(nowMs: number): void {
    for (const [producerId, camera] of this.#cameras) {
      this.changed(producerId);
      const wanted = wantedOf(camera);
      if (rank(wanted) >= rank(camera.told)) continue;
      camera.lower ??= { sinceMs: nowMs, most: wanted };
      if (nowMs - camera.lower.sinceMs < fallDelayMs) continue;
      this.#tellNew(producerId, camera, camera.lower.most);
      camera.lower = rank(wanted) < rank(camera.told) ? { sinceMs: nowMs, most: wanted } : null;
    }
  }

  #tellNew(producerId: string, camera: Camera, spatialLayer: Wanted): void {
    if (spatialLayer === camera.told) return;
    camera.told = spatialLayer;
    this.#tell({ peerId: camera.peerId, producerId, spatialLayer });
  }
}

function wantedOf({ looks, topLayer }: Camera): Wanted {
  let wanted: Wanted = null;
  for (const { paused, preferredLayers } of looks)
    if (!paused) wanted = higher(wanted, Math.min(topLayer, preferredLayers?.spatialLayer ?? topLayer));
  return wanted;
}

const rank = (wanted: Wanted) => wanted ?? -1;
const higher = (one: Wanted, other: Wanted) => (rank(one) >= rank(other) ? one : other);
