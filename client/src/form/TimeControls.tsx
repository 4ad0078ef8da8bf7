/** Fields of time: a day, a clock time, a zone, a stretch of time. */
import { type ComboboxItem, Input, Select } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { DateTimeRange } from '../ui/DateTimeRange.tsx';
import { DayInput } from '../ui/DayInput.tsx';
import { clockText, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { instantsOf, matchesTime, rangeOf, startTimes, type TimeRange, timeStepMinutes } from '../ui/time-range.ts';
import type { ControlProps } from './field-control.ts';
import classes from './form.module.css';
import { useText } from './messages.ts';
import { useFormResources } from './resources.ts';
import { asPeriod, asText } from './values.ts';

/** What the form proposes until a day is chosen: two hours from nine. */
const firstRange: TimeRange = { date: '', startTime: '09:00', durationMinutes: 8 * timeStepMinutes };

export function DayControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const { timeZone } = useFormResources();
  return (
    <DayInput
      label={label}
      description={help}
      required={field.required}
      clearable={!field.required}
      value={asText(value)}
      onChange={(date) => onChange(date === '' ? null : date)}
      timeZone={timeZone}
      error={errorAt()}
    />
  );
}

export function ClockControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const language = useLanguage();
  return (
    <Select
      label={label}
      description={help}
      required={field.required}
      withAsterisk={false}
      maw={260}
      searchable
      selectFirstOptionOnChange
      clearable={!field.required}
      data={startTimes(asText(value)).map((time) => ({ value: time, label: clockText(language, time) }))}
      filter={({ options, search }) =>
        (options as ComboboxItem[]).filter((option) => option.label === search || matchesTime(search, option.value))
      }
      value={asText(value) === '' ? null : asText(value)}
      onChange={onChange}
      error={errorAt()}
    />
  );
}

const indonesian = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'];

export function ZoneControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const { now } = useFormResources();
  const at = new Date(now).toISOString();
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => !indonesian.includes(zone));
  const item = (zone: string) => ({ value: zone, label: `${zoneName(zone, at)} (${zone.replaceAll('_', ' ')})` });
  return (
    <Select
      label={label}
      description={help}
      required={field.required}
      withAsterisk={false}
      searchable
      allowDeselect={!field.required}
      data={[
        { group: t('indonesia'), items: indonesian.map(item) },
        { group: t('otherZones'), items: others.map(item) },
      ]}
      limit={60}
      value={asText(value) === '' ? null : asText(value)}
      onChange={onChange}
      error={errorAt()}
    />
  );
}

export function PeriodControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const { timeZone, now } = useFormResources();
  const period = asPeriod(value);
  const [pending, setPending] = useState(firstRange);
  const range = period === null ? pending : rangeOf(period.startsAt, period.endsAt, timeZone);
  const change = (next: TimeRange, zone: string) => {
    setPending(next);
    const instants = instantsOf(next, zone);
    // Without a day there is no value to keep; the times stay on the screen.
    if (instants !== null || period !== null) onChange(instants);
  };
  // A place in another zone keeps the times on its own wall.
  const lastZone = useRef(timeZone);
  useEffect(() => {
    const before = lastZone.current;
    lastZone.current = timeZone;
    if (before === timeZone || period === null) return;
    onChange(instantsOf(rangeOf(period.startsAt, period.endsAt, before), timeZone));
  });
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {help !== undefined && <Input.Description>{help}</Input.Description>}
      <DateTimeRange
        value={range}
        onChange={(next) => change(next, timeZone)}
        timeZone={timeZone}
        errors={{ start: errorAt('startsAt') ?? errorAt(), end: errorAt('endsAt') }}
        now={now}
        required={field.required}
      />
    </fieldset>
  );
}
