/** Telling people: the outbox that is written with the change, and what leaves from it: mail, notifications on screen, calendars. */
import type { Route } from '../api/index.ts';
import { feedRoutes } from './feed-http.ts';
import { inboxRoutes } from './inbox-http.ts';
import { mailTextRoutes } from './mail-text-http.ts';
import { outboxRoutes } from './outbox-http.ts';

export { type Delivery, startDelivery } from './delivery.ts';
export type { DigestSources } from './digest.ts';
export { serveFeeds } from './feed-http.ts';
export { type Recipient, type Telling, tell } from './store.ts';
export { startTellingTimes, type TellingTimes } from './telling-times.ts';
export { instantText } from './when.ts';

export const notifyRoutes: readonly Route[] = [...inboxRoutes, ...outboxRoutes, ...mailTextRoutes, ...feedRoutes];
