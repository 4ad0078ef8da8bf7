/** The test call's pages: one side of the call, and the technician's console. */
export { TestCallConsolePage } from './TestCallConsolePage.tsx';
export { TestCallSidePage } from './TestCallSidePage.tsx';
