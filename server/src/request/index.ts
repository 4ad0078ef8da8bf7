/** Requests: filed, read and decided. */
export { getRequest, requestRoutes } from './http.ts';
export { canOpenTestCall } from './request.ts';
