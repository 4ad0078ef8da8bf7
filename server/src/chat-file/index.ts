/** Files in the chat of a conference: handed round by who may write, read by whom they are for. */
export { chatFileRoutes } from './http.ts';
