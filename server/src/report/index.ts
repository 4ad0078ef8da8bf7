/** Reports: the schedule recap and what the office kept of its standards, as tables and files. */
export { makeFile, mediaTypes } from './files.ts';
export { letterheadFor, reportRoutes } from './http.ts';
export type { Column } from './table.ts';
