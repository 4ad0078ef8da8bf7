/** What can be held beside places: equipment with its stock, and who is suited for a case. */
import { call } from './http.ts';

export interface EquipmentItem {
  id: string;
  name: string;
  note: string;
  /** Working units in stock. */
  available: number;
}
export const getEquipment = () => call<EquipmentItem[]>('GET', '/api/equipment');

export interface TechnicianSuggestion {
  id: string;
  name: string;
  skills: string[];
  /** Cases the person is on in the same week. */
  load: number;
  free: boolean;
}
export const getTechnicians = (requestId: string) =>
  call<TechnicianSuggestion[]>('GET', `/api/requests/${encodeURIComponent(requestId)}/technicians`);
