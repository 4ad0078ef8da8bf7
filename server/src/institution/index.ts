/** The institution. */
export { institutionRoutes } from './http.ts';
