/** The institution and its places. */
export { institutionRoutes } from './http.ts';
export { listPlaces } from './store.ts';
