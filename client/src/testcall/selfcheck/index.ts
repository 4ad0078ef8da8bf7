/** The self-check: its page for a side, and its card on the technician's console. */
export { SelfCheckPage } from './SelfCheckPage.tsx';
export { SelfChecksCard } from './SelfChecksCard.tsx';
