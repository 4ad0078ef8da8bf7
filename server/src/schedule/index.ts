/** The schedule: holds of places, people and equipment, and what is free instead of a taken slot. */

export { localDay } from '../calendar/index.ts';
export {
  type CasePlan,
  type CaseSpan,
  type HoldPolicies,
  planCase,
  type TestPlace,
  type TestReason,
} from './case-holds.ts';
export { scheduleRoutes } from './http.ts';
export { listInstitutionsWithExpired } from './offer-store.ts';
export { defaultOpening, isOpenDuring } from './opening.ts';
export { proposeAlternatives } from './proposal.ts';
export {
  type CaseResources,
  type CaseToHold,
  type Clash,
  HoldConflict,
  holdCase,
  isHoldConflict,
  moveHolds,
  releaseHolds,
} from './store.ts';
export {
  acceptOffer,
  declineOffer,
  expireOffers,
  offerFreedSlots,
  type ReadWaiting,
  withdrawOffers,
} from './waiting-list.ts';
