/** A drawn signature as the path that is stored: strokes in a box of 600 × 200, lines between points. Pure. */
import { signatureBox } from '@sambung/contract/document';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

/** Points nearer than this to the one before say nothing that a reader sees. Lower keeps more of the hand and makes the path longer. */
const leastStep = 1.5;

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
/** Inside the box, with one decimal. */
const write = ({ x, y }: Point) =>
  `${Number(clamp(x, signatureBox.width).toFixed(1))} ${Number(clamp(y, signatureBox.height).toFixed(1))}`;

/** The stroke with one more point, when it is far enough from the last. */
export function extend(stroke: Stroke, point: Point): Stroke {
  const last = stroke.at(-1);
  return last && Math.hypot(point.x - last.x, point.y - last.y) < leastStep ? stroke : [...stroke, point];
}

/** All strokes as one path; a dot is a line to itself. Empty when nothing was drawn. */
export function pathOf(strokes: readonly Stroke[]): string {
  return strokes
    .flatMap((stroke) => {
      const [first, ...rest] = stroke;
      if (!first) return [];
      return [`M${write(first)}${(rest.length > 0 ? rest : [first]).map((point) => `L${write(point)}`).join('')}`];
    })
    .join('');
}
