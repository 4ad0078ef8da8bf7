/** The audit chain: who changed what, when, in an order that cannot be rewritten unnoticed. */
export { type AuditFacts, canonicalJson, type Json } from './audit.ts';
export { auditRoutes } from './http.ts';
export { appendAudit, lockInstitution, verifyChain } from './store.ts';
