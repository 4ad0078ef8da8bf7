/** Reports on screen. */
export { ReportsPage } from './ReportsPage.tsx';
