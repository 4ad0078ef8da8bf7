/** A reaction over a tile, for some seconds. */
import type { Reaction } from '@sambung/contract/meeting';
import classes from './room.module.css';

export type Reacted = { number: number; reaction: Reaction };

/** What is shown; what is said of it has words of its own. */
export const reactionSigns: Record<Reaction, string> = {
  applause: '👏',
  agree: '👍',
  disagree: '👎',
  heart: '❤️',
  laugh: '😄',
  surprise: '😮',
};

/** Ends by its own animation; the next one is another mark. */
export function ReactionMark({ reaction }: Reacted) {
  return (
    <span className={classes.reaction} aria-hidden>
      {reactionSigns[reaction]}
    </span>
  );
}
