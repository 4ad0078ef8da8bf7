/** Day, start and end in the zone of the place. The end is chosen as a length, so it cannot lie before the start. */
import { type ComboboxItem, Select, Text } from '@mantine/core';
import classes from './DateTimeRange.module.css';
import { DayInput } from './DayInput.tsx';
import { clockText, formatDuration, wallClock, zoneName } from './date.ts';
import { useLanguage } from './i18n.ts';
import { useText } from './messages.ts';
import { durations, endOf, matchesTime, startTimes, type TimeRange } from './time-range.ts';

interface Props {
  value: TimeRange;
  onChange: (value: TimeRange) => void;
  timeZone: string;
  /** Shown at the day and at the end. */
  errors?: { start?: string | undefined; end?: string | undefined };
  /** The clock's now, to leave out days that are over. */
  now: number;
  required?: boolean;
}

export function DateTimeRange({ value, onChange, timeZone, errors = {}, now, required = true }: Props) {
  const language = useLanguage();
  const t = useText();
  const today = wallClock(new Date(now).toISOString(), timeZone).date;
  const filterTimes = ({ options, search }: { options: unknown[]; search: string }) =>
    (options as ComboboxItem[]).filter((option) => option.label === search || matchesTime(search, option.value));
  const filterEnds = ({ options, search }: { options: unknown[]; search: string }) =>
    (options as ComboboxItem[]).filter((option) => {
      const end = endOf({ startTime: value.startTime, durationMinutes: Number(option.value) });
      return option.label === search || matchesTime(search, end.time);
    });
  return (
    <div>
      <div className={classes.fields}>
        <DayInput
          label={t('date')}
          required={required}
          value={value.date}
          onChange={(date) => onChange({ ...value, date })}
          timeZone={timeZone}
          minDate={today}
          error={errors.start}
        />
        <Select
          label={t('start')}
          required={required}
          withAsterisk={false}
          searchable
          selectFirstOptionOnChange
          allowDeselect={false}
          data={startTimes(value.startTime).map((time) => ({ value: time, label: clockText(language, time) }))}
          value={value.startTime}
          onChange={(time) => time !== null && onChange({ ...value, startTime: time })}
          filter={filterTimes}
          nothingFoundMessage={t('noTime')}
        />
        <Select
          label={t('end')}
          required={required}
          withAsterisk={false}
          searchable
          selectFirstOptionOnChange
          allowDeselect={false}
          data={durations(value.durationMinutes).map((minutes) => ({
            value: String(minutes),
            label: endLabel(minutes),
          }))}
          value={String(value.durationMinutes)}
          onChange={(minutes) => minutes !== null && onChange({ ...value, durationMinutes: Number(minutes) })}
          filter={filterEnds}
          nothingFoundMessage={t('noTime')}
          error={errors.end}
        />
      </div>
      <Text size="sm" c="dimmed" mt={6}>
        {t('zoneNote', { zone: zoneName(timeZone, new Date(now).toISOString()) })}
      </Text>
    </div>
  );

  function endLabel(minutes: number): string {
    const end = endOf({ startTime: value.startTime, durationMinutes: minutes });
    const length = formatDuration(language, minutes);
    return `${clockText(language, end.time)} · ${length}${end.nextDay ? ` (${t('nextDay')})` : ''}`;
  }
}
