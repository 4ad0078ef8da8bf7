/** The schedule: holds of places, and what is free instead of a taken slot. */
export { localDay } from './local-time.ts';
export { proposeAlternatives } from './proposal.ts';
export { insertHold, isHoldConflict, releaseHolds } from './store.ts';
