/** One's own account: profile, password, second step, sessions, forgotten passwords. */
export { accountRoutes } from './http.ts';
export { sendPasswordLink } from './reset.ts';
