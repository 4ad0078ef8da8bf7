/** Help: the button on every page, and the guides of the four roles. */
export { HelpButton } from './HelpButton.tsx';
