/** What can be held beside places: equipment with its stock, and who is suited and free for a case. */
import type { Equipment, TechnicianSuggestion } from '@sambung/contract/schedule';
import { call } from './http.ts';

export const getEquipment = () => call<Equipment[]>('GET', '/api/equipment');

/** The most fitting first; `position` is the key of the position whose work it is, every technician's without it. */
export const getTechnicians = (requestId: string, position?: string) =>
  call<TechnicianSuggestion[]>(
    'GET',
    `/api/requests/${encodeURIComponent(requestId)}/technicians${position === undefined ? '' : `?${new URLSearchParams({ position })}`}`,
  );
