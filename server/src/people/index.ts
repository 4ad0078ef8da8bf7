/** People and positions as an institution's admins keep them. */
import { peopleRoutes as people } from './http.ts';
import { positionRoutes } from './position-http.ts';

export type { Actor } from './actor.ts';
export { requireAdminLeft } from './admin-left-store.ts';
export { erasedDomain } from './store.ts';
export const peopleRoutes = [...people, ...positionRoutes];
