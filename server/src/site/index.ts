/** Client sites: profiles by link, the registry, addresses and their history. */
export { clientProfileRoutes } from './client-http.ts';
export { siteRoutes } from './http.ts';
