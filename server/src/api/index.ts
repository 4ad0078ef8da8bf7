/** How routes of the HTTP API are declared and mounted. */
export { defineRoute, mountRoutes, type Route, refuseWhileDuties } from './route.ts';
