/** Rubrics of the test call: judging by them, overruling them, guard rails, versions of every institution. */
export { checkRubric } from './check-rubric.ts';
export { limitsOf } from './grading.ts';
export { rubricRoutes } from './http.ts';
export { decidingGrade, isOpen, judge } from './judging.ts';
export { type Overruling, overrule, type Refusal, type Ruling } from './overruling.ts';
export {
  type ShippedRubricKey,
  shippedRubric,
  shippedRubricKeys,
  simulationRubric,
  simulationRubricKey,
} from './shipped.ts';
export { type CurrentRubric, currentRubric, ensureRubrics, rubricHash, rubricOfVersion } from './store.ts';
