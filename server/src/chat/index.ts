/** What is written in conferences: kept for those it is for. */
export { insertMessage, messagesFor } from './store.ts';
