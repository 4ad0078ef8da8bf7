/** Measuring a test call in the page. Loaded only where a test call runs. */
export { Measurer, secondMs } from './measurer.ts';
