/** Reports: the schedule recap and what the office kept of its standards, as tables and files. */
export { reportRoutes } from './http.ts';
