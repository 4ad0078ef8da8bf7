/** The calendar: wall clocks of zones, working time, and what a time standard makes of it. */
export { recomputeDueDates } from './due-store.ts';
export { calendarRoutes } from './http.ts';
export { dateOfDay, dayOfDate, instantOf, localDate, localDay, zoneOffsetMs } from './local-time.ts';
export { endOfStandards, type StepClock, type StepClockFacts, stepClock } from './step-clock.ts';
export { loadCalendar, openCalendars } from './store.ts';
export { thresholdOf } from './thresholds.ts';
export { hoursOn, type Stretch, stretchesOn } from './working-days.ts';
export {
  addWorkingTime,
  daysBetween,
  isWithinWorkingHours,
  isWorkingTime,
  noticeDays,
  type Pause,
  workingDaysBefore,
  workingMinutesBetween,
  workingStretches,
} from './working-time.ts';
