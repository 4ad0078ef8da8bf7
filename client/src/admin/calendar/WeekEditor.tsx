/** Seven days with their hours. */
import { Checkbox } from '@mantine/core';
import { type WeekHours, weekdays } from '@sambung/contract/calendar';
import classes from './calendar.module.css';
import { HoursEditor } from './HoursEditor.tsx';
import { useText } from './messages.ts';
import { errorOfDay, usualHours } from './week.ts';

interface Props {
  week: WeekHours;
  onChange: (week: WeekHours) => void;
  errors: Record<string, string>;
  /** Where the week lies in what is sent: `week.`, or empty when it is all of it. */
  prefix?: string;
}

export function WeekEditor({ week, onChange, errors, prefix = '' }: Props) {
  const t = useText();
  return (
    <ul className={classes.week}>
      {weekdays.map((day) => {
        const isOpen = week[day].length > 0;
        const error = errorOfDay(errors, day, prefix);
        return (
          <li key={day} className={classes.weekday}>
            <div className={classes.dayName}>
              <Checkbox
                size="md"
                label={t(day)}
                aria-label={t('openDay', { day: t(day) })}
                checked={isOpen}
                onChange={(event) => onChange({ ...week, [day]: event.currentTarget.checked ? usualHours : [] })}
              />
            </div>
            {isOpen ? (
              <HoursEditor
                day={t(day)}
                hours={week[day]}
                onChange={(hours) => onChange({ ...week, [day]: hours })}
                error={error}
              />
            ) : (
              <div>
                <span className={classes.closed}>{t('closed')}</span>
                {error !== undefined && (
                  <p className={classes.error} role="alert">
                    {error}
                  </p>
                )}
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
