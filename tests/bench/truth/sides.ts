/** The two ends of a test call, as every direction and site is named. */
import type { Side } from '@sambung/contract/http';

export const sides = ['host', 'audience'] as const;
export const otherOf = (side: Side): Side => (side === 'host' ? 'audience' : 'host');
