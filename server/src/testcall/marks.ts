/** What a direction's markers and sweeps come to, second by second, with the memory of the seconds before that this takes. */
import type { ShownMarker, TestReport } from '@sambung/contract/test-report';
import {
  alignSweeps,
  checkMarkers,
  type HeardSweep,
  type Lies,
  type MarkerWitness,
  type PictureTrip,
  type PlayedSweep,
  pictureTripOf,
  type SeenMarkers,
  type SeenPicture,
  type SweepTrip,
  skews,
} from '../measurement/index.ts';

/** What of one second of one direction the markers and sweeps came to. */
export interface MarksOfSecond {
  valid: ShownMarker[];
  pictureTrip: PictureTrip | null;
  sweepTrips: SweepTrip[];
  sweepsMissed: number;
  skewMs: number[];
  lies: Lies;
}

export interface MarksInput {
  readonly played: readonly (TestReport['sent']['sweeps'][number] & { readonly turn: 'up' | 'down' })[];
  readonly markers: readonly ShownMarker[];
  readonly heard: readonly HeardSweep[];
  /** Until when, on the receiver's clock, all that was heard is told; null when it told nothing of this second. */
  readonly heardUntilMs: number | null;
  readonly witness: MarkerWitness;
  /** Receiver's clock minus sender's; null while one of them is not known. */
  readonly offset: { readonly ms: number; readonly doubtMs: number } | null;
  /** Server's steady clock. */
  readonly nearMs: number;
}

/** Pictures remembered: five minutes at 30 a second. More only costs memory; fewer forgets repeats and echoes. */
const rememberedPictures = 9_000;
/** Shown pictures that may stand beside a sweep: ten seconds of them, for a sweep is paired some seconds after it was heard. More only costs memory. */
const shownPictures = 300;
/** Sweeps looked back on: half a minute of them. More makes the pairing dearer, fewer less sure. */
const rememberedSweeps = 15;

/** One direction's memory. `drawnAt` is asked by the direction back, whose markers echo these pictures. */
export class DirectionMarks {
  /** When pictures were drawn, by number, on the sender's clock modulo 2^32. */
  readonly drawnAt: SeenMarkers = new Map();
  readonly #told = new Set<number>();
  #played: PlayedSweep[] = [];
  #heard: HeardSweep[] = [];
  #shown: SeenPicture[] = [];

  take({ played, markers, heard, heardUntilMs, witness, offset, nearMs }: MarksInput): MarksOfSecond {
    const { valid, lies } = checkMarkers(markers, witness, this.drawnAt, nearMs);
    this.#shown = [...this.#shown, ...valid].slice(-shownPictures);
    forgetOldest(this.drawnAt);
    if (played.some(({ number }) => number <= (this.#played.at(-1)?.number ?? -1))) this.#countAnew();
    this.#played = [...this.#played, ...played].slice(-rememberedSweeps);
    this.#heard = [...this.#heard, ...heard].slice(-rememberedSweeps);
    const nothing = { sweepTrips: [], sweepsMissed: 0, skewMs: [] };
    const sweeps = offset === null || heardUntilMs === null ? nothing : this.#pairSweeps(offset, heardUntilMs);
    return { valid, pictureTrip: pictureTripOf(valid), ...sweeps, lies };
  }

  /** The page was loaded again or follows another plan: its first sweep is number 0 once more. */
  #countAnew(): void {
    this.#played = [];
    this.#heard = [];
    this.#told.clear();
  }

  #pairSweeps(offset: { ms: number; doubtMs: number }, heardUntilMs: number) {
    const { trips, missed } = alignSweeps(this.#played, this.#heard, offset, heardUntilMs);
    const isNew = (number: number) => !this.#told.has(number);
    const sweepTrips = trips.filter(({ number }) => isNew(number));
    const sweepsMissed = missed.filter(isNew).length;
    for (const { number } of trips) this.#told.add(number);
    for (const number of missed) this.#told.add(number);
    const skewMs = skews(sweepTrips, this.#shown).map((one) => one.skewMs);
    return { sweepTrips, sweepsMissed, skewMs };
  }
}

/** Maps keep the order in which they were filled. */
function forgetOldest(map: Map<number, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= rememberedPictures) return;
    map.delete(key);
  }
}
