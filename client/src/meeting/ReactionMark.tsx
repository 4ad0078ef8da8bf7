/** A reaction over a tile, for some seconds. */
import type { Reaction } from '@sambung/contract/meeting';
import { useEffect, useState } from 'react';
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

/** As long as its animation, which those who asked for stillness do not see. */
const shownMs = 4_000;

/** Goes away by itself; the next one is another mark. */
export function ReactionMark({ reaction }: Reacted) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), shownMs);
    return () => clearTimeout(timer);
  }, []);
  if (isOver) return null;
  return (
    <span className={classes.reaction} aria-hidden>
      {reactionSigns[reaction]}
    </span>
  );
}
