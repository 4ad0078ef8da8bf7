/** Measurement: the mathematics between what pages and the server report and what a rubric judges. Pure: clocks, rows and seeds come in. */
export { bootstrapInterval, seededDraw, upperOfNone } from './block-bootstrap.ts';
export { type Belief, believeReceiver, downlinkLoss, type ReceiverWord } from './canary.ts';
export {
  type ClockExchange,
  type ClockFit,
  type ClockSegment,
  type Estimate,
  fitClock,
  offsetAt,
  serverTimeOf,
  uncertaintyMs,
} from './clock-fit.ts';
export {
  clockDifference,
  type DelayEvidence,
  echoRoundTrip,
  judgeDelay,
  pictureDelay,
  pictureRoundTripOf,
  pictureTripOf,
  soundDelays,
  unwrapNear,
} from './delay.ts';
export {
  bplAfterRepair,
  bplWithFec,
  burstRatio,
  cleanRating,
  delayImpairment,
  equipmentImpairment,
  opinionScore,
  type SpeechPath,
  speechRating,
} from './e-model.ts';
export { type Integrity, integrityOf } from './integrity.ts';
export { checkMarkers, type MarkerWitness, markerNonce, type SeenMarkers, sweepTurn } from './nonce.ts';
export { meanOf, middleOf, quantileOf } from './quantile.ts';
export type { Run, Side } from './run.ts';
export { classTargets } from './run-site.ts';
export { speechRatingsOf, voicedFromDbfs } from './run-sound.ts';
export {
  type Downlink,
  type Lies,
  type PictureTrip,
  type SecondSample,
  type SweepTrip,
  secondSampleSchema,
  type Uplink,
  type VoidReason,
  voidReasonSchema,
} from './second-sample.ts';
export { summarise } from './summary.ts';
export {
  alignSweeps,
  type HeardSweep,
  type PlayedSweep,
  type SeenPicture,
  type SweepAlignment,
  skews,
} from './sweeps.ts';
