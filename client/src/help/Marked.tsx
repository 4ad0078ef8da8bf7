/** A text whose names from the screen are set in bold. */
import { runsOf } from '@sambung/contract/help/topic';

export function Marked({ text }: { text: string }) {
  let at = 0;
  return runsOf(text).map((run) => {
    at += run.text.length;
    return run.named ? <strong key={at}>{run.text}</strong> : run.text;
  });
}
