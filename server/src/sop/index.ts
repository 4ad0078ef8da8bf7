/** Procedures: checking their text, publishing versions, the six that come with the product. */
export { checkSource } from './check.ts';
export { standardsBeforeEvent, stepsBefore } from './graph.ts';
export { type ShippedCode, type ShippedSop, shippedCodes, shippedSop } from './shipped.ts';
