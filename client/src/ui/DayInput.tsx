/** One calendar day, chosen from a month; days are large enough for a finger and reachable by keyboard. */
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/id';
import 'dayjs/locale/en-gb';
import { IconCalendar } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './DateTimeRange.module.css';
import { formatDate, instantOf } from './date.ts';
import { useLanguage } from './i18n.ts';
import { useText } from './messages.ts';

interface Props {
  label: ReactNode;
  description?: ReactNode;
  /** `YYYY-MM-DD`; empty while nothing is chosen. */
  value: string;
  onChange: (date: string) => void;
  timeZone: string;
  required?: boolean;
  clearable?: boolean;
  minDate?: string;
  maxDate?: string;
  error?: ReactNode;
}

export function DayInput({ value, onChange, timeZone, description, minDate, maxDate, error, ...props }: Props) {
  const language = useLanguage();
  const t = useText();
  return (
    <DatePickerInput
      {...props}
      withAsterisk={false}
      {...(description === undefined ? {} : { description })}
      {...(minDate === undefined ? {} : { minDate })}
      {...(maxDate === undefined ? {} : { maxDate })}
      placeholder={t('chooseDate')}
      leftSection={<IconCalendar size={20} aria-hidden />}
      value={value === '' ? null : value}
      onChange={(date) => onChange(date ?? '')}
      valueFormatter={({ date }) =>
        typeof date === 'string' ? formatDate(language, instantOf({ date, time: '12:00' }, timeZone), timeZone) : ''
      }
      locale={language === 'id' ? 'id' : 'en-gb'}
      firstDayOfWeek={1}
      error={error}
      popoverProps={{ shadow: 'md', withinPortal: false, withRoles: false }}
      weekendDays={[]}
      size="md"
      classNames={{
        day: classes.day ?? '',
        calendarHeaderControl: classes.step ?? '',
        calendarHeaderLevel: classes.step ?? '',
      }}
      ariaLabels={{ previousMonth: t('previousMonth'), nextMonth: t('nextMonth') }}
    />
  );
}
