/** How much of a test call's sound and pictures the node is to withhold while a run is on; why so much: `docs/decisions/033-canaries.md`. */
import type { SfuInput } from '@sambung/contract/sfu';

/**
 * Sound: one packet of 20 ms in 500 is one in ten seconds, six a minute. Lower (more) costs the rating of speech more than the two points that it costs now
 * and that are given back; higher leaves short runs without the dozen that tell half a lie.
 *
 * Pictures: one in 1000 after a minute without any. A picture that comes late because a packet had to be asked for makes a browser hold back all pictures by a
 * round trip from the third time on, until a minute has passed without one: nearer together they would be seen in the delay that is measured.
 */
export const withholding = {
  audio: { oneIn: 500, spacingMs: 0 },
  video: { oneIn: 1_000, spacingMs: 61_000 },
} as const satisfies SfuInput<'room:withhold'>['canaries'];
