/** Everything that is broken on purpose, by institution. */
import type { Breakage } from '../breakage.ts';
import { batan } from './batan.ts';
import { demak } from './demak.ts';
import { jember } from './jember.ts';
import { kaltara } from './kaltara.ts';
import { shared } from './shared.ts';
import { unsri } from './unsri.ts';

export const breakages: readonly Breakage[] = [...unsri, ...batan, ...kaltara, ...jember, ...demak, ...shared];
