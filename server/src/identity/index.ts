/** Identity: staff accounts, sessions, positions and the roles that follow from them, and the first-run set-up. */
export { isSecondStepRequired } from './duties.ts';
export { requireFreeEmail, withEmailTaken } from './email-store.ts';
export { makeFirstPassword } from './first-password.ts';
export { type DemoPeople, identityRoutes } from './http.ts';
export { findOperator } from './operator-store.ts';
export { hashPassword } from './password.ts';
export { isPasswordOf, setPassword } from './password-store.ts';
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
export { actingAs, genericPositions, isInForce, onBehalfOf, rolesAt } from './positions.ts';
export { findStep, newRecoveryCodes, offerSecondStep } from './second-step.ts';
export { confirmSecondStep, keepOffer, removeSecondStep, replaceRecoveryCodes } from './second-step-store.ts';
export { findSignedIn, findSocketStaff } from './session.ts';
export { endSessionByKey, endSessionsOf, listSessions } from './session-store.ts';
export { offerSetup } from './setup.ts';
export { createStaff, findStaff, listStaff, setStaffDeactivated, settingsOf } from './store.ts';
