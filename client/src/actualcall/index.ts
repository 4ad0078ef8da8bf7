/** The conference itself, measured while it runs. */
export { ActualCallPage } from './ActualCallPage.tsx';
