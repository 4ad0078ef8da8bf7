/** Administration: what an institution sets up for itself. */
export { CalendarPage } from './calendar/CalendarPage.tsx';
