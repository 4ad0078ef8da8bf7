/** Reminders: the clocks of open steps are watched, told of at 50 and 80 percent, and answered for once exceeded. */
export { startReminders, tick } from './job.ts';
