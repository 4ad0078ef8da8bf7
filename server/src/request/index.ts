/** Requests: drafted, filed, decided, changed and ended by the steps of their procedure. */
export { getRequest, requestRoutes } from './http.ts';
export { passTime } from './passing-time.ts';
export { canAttach, canOpenTestCall } from './request.ts';
export type { Case } from './store.ts';
export { listTasks } from './tasks.ts';
