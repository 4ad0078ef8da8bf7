/** The transcript of a conference: what was written to everybody, kept with its case. */
export { transcriptRoutes } from './http.ts';
