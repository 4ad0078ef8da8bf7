/** The institution's working calendar: read by everybody of the office, changed by its admins. */
import type {
  CalendarChange,
  CalendarDay,
  CalendarDayInput,
  HolidayPreview,
  InstitutionCalendar,
  SpecialPeriod,
  WeekHours,
} from '@sambung/contract/calendar';
import { queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';
import { upload } from './upload.ts';

const path = '/api/calendar';
export const calendarQuery = queryOptions({
  queryKey: ['calendar'],
  queryFn: () => call<InstitutionCalendar>('GET', path),
  staleTime: 60_000,
});
export const putWeek = (week: WeekHours) => call<CalendarChange>('PUT', `${path}/week`, week);
export const putDay = (date: string, day: CalendarDayInput) => call<CalendarChange>('PUT', `${path}/days/${date}`, day);
export const deleteDay = (date: string) => call<CalendarChange>('DELETE', `${path}/days/${date}`);
export const putPeriod = (period: SpecialPeriod, id?: string) =>
  id === undefined
    ? call<CalendarChange>('POST', `${path}/periods`, period)
    : call<CalendarChange>('PUT', `${path}/periods/${id}`, period);
export const deletePeriod = (id: string) => call<CalendarChange>('DELETE', `${path}/periods/${id}`);
/** What a calendar file would change; nothing is stored by it. */
export const previewHolidays = (file: File) => upload<HolidayPreview>(`${path}/holidays/preview`, file);
export const importHolidays = (days: CalendarDay[]) => call<CalendarChange>('POST', `${path}/holidays`, { days });
/** Address of the days as an iCalendar file. */
export const calendarExportUrl = `${path}/export`;
