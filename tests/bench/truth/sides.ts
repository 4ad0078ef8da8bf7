import type { Side } from '@sambung/contract/http';

export const sides = ['host', 'audience'] as const;
export const otherOf = (side: Side): Side => (side === 'host' ? 'audience' : 'host');
