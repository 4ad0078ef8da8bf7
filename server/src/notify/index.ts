/** Telling people: the outbox that is written with the change, and what leaves from it. */

export { type Delivery, startDelivery } from './delivery.ts';
export { type Recipient, type Telling, tell } from './store.ts';
export { instantText } from './when.ts';
