/** Identity: staff accounts, sessions, positions and the roles that follow from them, and the first-run set-up. */
export { type DemoPeople, identityRoutes } from './http.ts';
export { hashPassword } from './password.ts';
export {
  type Assignment,
  assignPosition,
  ensurePosition,
  ensureRolePosition,
  type HeldPosition,
  type Holder,
  holdersOf,
  positionsOf,
} from './position-store.ts';
export { actingAs, onBehalfOf } from './positions.ts';
export { findSignedIn, findSocketStaff, requireRole, requireStaff } from './session.ts';
export { offerSetup } from './setup.ts';
export { createStaff, listStaff, setStaffDeactivated } from './store.ts';
