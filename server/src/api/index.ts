/** How routes of the HTTP API are declared and mounted. */
export { defineRoute, mountRoutes, type Route } from './route.ts';
