/** What is written in conferences: kept for those it is for. */
export { findSharedFile, insertMessage, messagesFor } from './store.ts';
