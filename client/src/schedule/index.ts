/** The schedule and what can be reserved: timeline, places, equipment, blackouts. */
export { BlackoutsPage } from './BlackoutsPage.tsx';
export { EquipmentPage } from './EquipmentPage.tsx';
export { PlacesPage } from './PlacesPage.tsx';
export { SchedulePage } from './SchedulePage.tsx';
