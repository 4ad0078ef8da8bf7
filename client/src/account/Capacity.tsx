/** A position as its holder signs it: "Kepala Dinas", "Plt. Kepala Dinas". */
import type { Capacity as Held } from '@sambung/contract/http';

const prefixes: Record<Held, string> = { definitive: '', plt: 'Plt. ', plh: 'Plh. ' };

export function Capacity({ capacity, title }: { capacity: Held; title: string }) {
  return <>{prefixes[capacity] + title}</>;
}
