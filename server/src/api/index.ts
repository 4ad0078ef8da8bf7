/** How routes of the HTTP API are declared and mounted. */
export { docsRoutes } from './docs.ts';
export { describeApi } from './openapi.ts';
export { defineRoute, joiningMatcher, mountRoutes, type Route } from './route.ts';
