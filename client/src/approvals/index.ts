/** Approvals: deciding on a request. */
export { DecisionPanel } from './DecisionPanel.tsx';
