/** Identity: staff accounts, sessions, roles and the first-run set-up. */
export { type DemoPeople, identityRoutes } from './http.ts';
export { hashPassword } from './password.ts';
export { findSocketStaff, requireRole, requireStaff } from './session.ts';
export { offerSetup } from './setup.ts';
export { createStaff, listStaff, setStaffDeactivated } from './store.ts';
