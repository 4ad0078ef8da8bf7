/** Attendance of conferences, from the append-only comings and goings of their participants. */
export { attendanceRoutes } from './http.ts';
