/** A step's clock: how much working time is left or over, when it is due, and a bar; icon and word beside the colour. */
import { Progress } from '@mantine/core';
import type { CaseStep } from '@sambung/contract/request';
import { IconAlertTriangle, IconClock, IconClockExclamation, IconClockPause } from '@tabler/icons-react';
import { formatDateTime, formatDuration } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import type { Urgency } from '../ui/urgency.ts';
import { clockWords } from './clock-words.ts';
import { useText } from './messages.ts';
import classes from './request.module.css';

const icons = {
  none: IconClock,
  calm: IconClock,
  soon: IconClock,
  urgent: IconClockExclamation,
  late: IconAlertTriangle,
  paused: IconClockPause,
} as const satisfies Record<Urgency, typeof IconClock>;
const colors = { none: 'gray', calm: 'teal', soon: 'amber.5', urgent: 'amber.6', late: 'red', paused: 'gray' } as const;

interface Props {
  step: Pick<CaseStep, 'clock' | 'state' | 'dueAt'>;
  timeZone: string;
}

export function Clock({ step, timeZone }: Props) {
  const t = useText();
  const language = useLanguage();
  const words = clockWords(step);
  if (words === null || step.clock === null) {
    if (step.state !== 'active' || step.dueAt === null) return null;
    return (
      <div className={classes.stepNote}>{t('clockDue', { when: formatDateTime(language, step.dueAt, timeZone) })}</div>
    );
  }
  const { urgency, key, minutes } = words;
  const Icon = icons[urgency];
  const length = formatDuration(language, minutes);
  const active = step.state === 'active';
  const { usedMinutes, allowedMinutes } = step.clock;
  return (
    <div className={classes.clock} data-urgency={urgency}>
      <div className={classes.clockWords}>
        <Icon size={18} aria-hidden />
        <span>{t(key, { by: length, left: length })}</span>
      </div>
      {active && (
        <>
          <Progress
            value={allowedMinutes === 0 ? 100 : Math.min(100, (usedMinutes / allowedMinutes) * 100)}
            color={colors[urgency]}
            size="sm"
            aria-hidden
          />
          <div className={classes.stepNote}>
            {t('clockUsed', {
              used: formatDuration(language, Math.floor(usedMinutes)),
              allowed: formatDuration(language, Math.round(allowedMinutes)),
            })}
            {step.dueAt !== null && ` · ${t('clockDue', { when: formatDateTime(language, step.dueAt, timeZone) })}`}
          </div>
        </>
      )}
    </div>
  );
}
