/** Meetings that run now, for those who answer for them. */
export { RunningPage } from './RunningPage.tsx';
