/** Personal data at the doors: what is done with it. A chunk of its own, because participants' pages show it too. */
export { PrivacyNotice } from './PrivacyNotice.tsx';
