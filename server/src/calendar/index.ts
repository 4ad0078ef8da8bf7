/** The calendar: wall clocks of zones, working time, and what a time standard makes of it. */
export { dateOfDay, dayOfDate, instantOf, localDate, localDay, zoneOffsetMs } from './local-time.ts';
export { endOfStandards, type StepClock, type StepClockFacts, stepClock } from './step-clock.ts';
export { loadCalendar } from './store.ts';
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
