/** Signaling: how every feature serves requests over Socket.IO. */
export { type RequestHandlers, serveRequests } from './requests.ts';
export { TokenBucket } from './token-bucket.ts';
