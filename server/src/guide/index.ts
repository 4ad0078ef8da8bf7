/** Guides of the four roles as PDF, made from the help of the pages. */
export { guideRoutes } from './http.ts';
