/** Measurement: the mathematics between what pages and the server report and what a rubric judges. */
export { type Lies, type SecondSample, secondSampleSchema, type VoidReason } from './second-sample.ts';
