/** Booking: filing a request, for oneself or for somebody who wrote, called or came. */
export { EditRequestPage } from './EditRequestPage.tsx';
export { dropLocalCopies } from './local-copy.ts';
export { NewRequestPage } from './NewRequestPage.tsx';
