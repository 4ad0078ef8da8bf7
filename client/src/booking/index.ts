/** Booking: filing a request and following it; its cards and badges for the home page. */
export { NewRequestPage } from './NewRequestPage.tsx';
export { type TestState, testState } from './progress.ts';
export { RequestCard } from './RequestCard.tsx';
export { RequestPage } from './RequestPage.tsx';
export { RequestTimeline } from './RequestTimeline.tsx';
export { StateBadge, TestBadge } from './StateBadge.tsx';
