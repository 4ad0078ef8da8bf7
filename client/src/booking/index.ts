/** Booking: filing a request and following it. */
export { NewRequestPage } from './NewRequestPage.tsx';
export { RequestPage } from './RequestPage.tsx';
