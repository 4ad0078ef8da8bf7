/** Procedures: checking their text, publishing versions, the six that come with the product. */
export { checkSource } from './check.ts';
export { readDocuments } from './documents.ts';
export { stepsBefore } from './graph.ts';
export { sopRoutes, summaryOfShipped } from './http.ts';
export { installProcedures } from './install.ts';
export { type ShippedCode, shippedCodes, shippedSop } from './shipped.ts';
export { listServices, publishSop } from './store.ts';
