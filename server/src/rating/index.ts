/** What participants say of conferences. */
export { ratingRoutes } from './http.ts';
