/** The schedule over HTTP: places, equipment, blackouts, what is held when, who is suited for a case. */
import type {
  Blackout,
  BlackoutInput,
  Equipment,
  EquipmentCreation,
  EquipmentInput,
  PlaceDetail,
  PlaceInput,
  TechnicianSuggestion,
  Timeline,
  UnitChange,
} from '@sambung/contract/schedule';
import { call } from './http.ts';

const part = encodeURIComponent;

/** Also those out of use. */
export const getAllPlaces = () => call<PlaceDetail[]>('GET', '/api/places?retired=true');
export const postPlace = (input: PlaceInput) => call<PlaceDetail>('POST', '/api/places', input);
export const putPlace = (id: string, input: PlaceInput) => call<PlaceDetail>('PUT', `/api/places/${part(id)}`, input);
export const setPlaceRetired = (id: string, retired: boolean) =>
  call<PlaceDetail>(retired ? 'POST' : 'DELETE', `/api/places/${part(id)}/retirement`, retired ? {} : undefined);

export const getEquipment = () => call<Equipment[]>('GET', '/api/equipment');
/** Also kinds out of use. */
export const getAllEquipment = () => call<Equipment[]>('GET', '/api/equipment?retired=true');
export const postEquipment = (input: EquipmentCreation) => call<Equipment>('POST', '/api/equipment', input);
export const putEquipment = (id: string, input: EquipmentInput) =>
  call<Equipment>('PUT', `/api/equipment/${part(id)}`, input);
export const setEquipmentRetired = (id: string, retired: boolean) =>
  call<Equipment>(retired ? 'POST' : 'DELETE', `/api/equipment/${part(id)}/retirement`, retired ? {} : undefined);
export const postUnit = (id: string, label: string) =>
  call<Equipment>('POST', `/api/equipment/${part(id)}/units`, { label });
export const patchUnit = (id: string, unitId: string, change: UnitChange) =>
  call<Equipment>('PATCH', `/api/equipment/${part(id)}/units/${part(unitId)}`, change);

export const getBlackouts = (from: string, to: string) =>
  call<Blackout[]>('GET', `/api/blackouts?${new URLSearchParams({ from, to })}`);
export const postBlackout = (input: BlackoutInput) => call<Blackout>('POST', '/api/blackouts', input);
export const deleteBlackout = (id: string) => call<undefined>('DELETE', `/api/blackouts/${part(id)}`);

export interface TimelineQuery {
  by: 'place' | 'technician';
  from: string;
  to: string;
  page: number;
}
export const getTimeline = ({ page, ...query }: TimelineQuery) =>
  call<Timeline>('GET', `/api/timeline?${new URLSearchParams({ ...query, page: String(page) })}`);

/** The most fitting first; `position` is the key of the position whose work it is, every technician's without it. */
export const getTechnicians = (requestId: string, position?: string) =>
  call<TechnicianSuggestion[]>(
    'GET',
    `/api/requests/${part(requestId)}/technicians${position === undefined ? '' : `?${new URLSearchParams({ position })}`}`,
  );
