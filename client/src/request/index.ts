/** A request's page and lists: where a case stands, its clocks, documents and decisions; cards and badges for other pages. */
export { Alternatives } from './Alternatives.tsx';
export { type TestState, testState } from './progress.ts';
export { RequestCard } from './RequestCard.tsx';
export { RequestPage } from './RequestPage.tsx';
export { RequestsPage } from './RequestsPage.tsx';
export { RequestTimeline } from './RequestTimeline.tsx';
export { StateBadge, stateLabel, TestBadge } from './StateBadge.tsx';
export { channelLabel } from './Summary.tsx';
