/** The test call's pages: one side of the call, and the technician's console. */
export { Direction } from './Direction.tsx';
export { noSamples, withSamples } from './samples.ts';
export { TestCallConsolePage } from './TestCallConsolePage.tsx';
export { TestCallSidePage } from './TestCallSidePage.tsx';
