/** What a relay's schedule file may say: a seed, and phases that each set the conditions of both directions from an instant on. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** `up` runs from the near side (a browser) to the far side (a server), `down` back. */
export type Direction = 'up' | 'down';

const probability = z.number().min(0).max(1);
const milliseconds = z.number().min(0).max(60_000);

/**
 * One direction's conditions. What is absent does not impair. A packet passes the stages in this order: blackout, loss, bursts, the
 * rate-limited queue, then delay with jitter, reordering and duplication.
 */
export const conditionsSchema = z
  .strictObject({
    /** Nothing passes: datagrams vanish, streams stand still. */
    blackout: z.boolean(),
    /** Probability that a datagram is lost, each on its own. */
    loss: probability,
    /**
     * Loss in bursts (Gilbert–Elliott): before each datagram the line goes bad with probability `enter`, or good again with `leave`; while it is
     * bad a datagram is lost with `loss`. The long-run share lost is `loss × enter / (enter + leave)`, the mean stay in the bad state `1 / leave` datagrams.
     */
    bursts: z.strictObject({ enter: probability, leave: probability.min(0.000_1), loss: probability.default(1) }),
    /** Bits a second that leave the queue, counting the bytes that the sockets carry (no IP or UDP headers). */
    rateBps: z.number().min(1_000).max(10_000_000_000),
    /** Longest backlog: a datagram that finds more than this ahead of it is dropped. Streams are held back instead. */
    queueMs: milliseconds,
    /** The same limit in bytes; a datagram that would go beyond is dropped. */
    queueBytes: z.number().int().min(1),
    delayMs: milliseconds,
    /**
     * Delay that changes from packet to packet: `uniform` adds 0 to `ms`, `normal` adds a normal deviate of standard deviation `ms` (never making the
     * whole negative). Packets keep their order, as in a real queue, unless `reorders`.
     */
    jitter: z.strictObject({
      ms: milliseconds,
      shape: z.enum(['uniform', 'normal']).default('uniform'),
      reorders: z.boolean().default(false),
    }),
    /** Holds a datagram back by `ms` with this probability, so that later ones overtake it. */
    reorder: z.strictObject({ share: probability, ms: milliseconds }),
    /** Probability that a datagram arrives twice; the copy takes no room in the queue. */
    duplicate: probability,
  })
  .partial();
export type Conditions = z.output<typeof conditionsSchema>;

const phaseSchema = z.strictObject({
  /** When it begins, on the clock that starts with `begin`. */
  atMs: z.number().min(0),
  /** Replaces all conditions of the direction; a direction that is not named keeps its own. */
  up: conditionsSchema.optional(),
  down: conditionsSchema.optional(),
  /** The near side's address changes: what goes to the far side comes from new ports, what comes to the old ones is dropped. */
  rebind: z.boolean().optional(),
  /** Ends every stream through the relay with a reset. */
  cut: z.boolean().optional(),
});
export type Phase = z.output<typeof phaseSchema>;

export const scheduleSchema = z
  .strictObject({
    /** The same seed gives the n-th packet of a direction the same fate. */
    seed: z.number().int().default(1),
    phases: z.array(phaseSchema).default([]),
  })
  .refine(({ phases }) => phases.every((phase, index) => phase.atMs >= (phases[index - 1]?.atMs ?? 0)), {
    error: 'phases must be in the order of their atMs',
  });
export type Schedule = z.output<typeof scheduleSchema>;
/** A schedule as a file or a test writes it: defaults may be left out. */
export type ScheduleInput = z.input<typeof scheduleSchema>;

/** Reads a schedule file. Throws with the place of the first mistake. */
export function readSchedule(path: string): Schedule {
  return scheduleSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
