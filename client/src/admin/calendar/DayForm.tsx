/** One day that differs from the week: its date, kind and name, and its hours when they are special. */
import { Button, Group, Select, TextInput, Title } from '@mantine/core';
import type { CalendarDay } from '@sambung/contract/calendar';
import { calendarDayKinds } from '@sambung/contract/calendar';
import { useEffect, useRef, useState } from 'react';
import { putDay } from '../../api/calendar.ts';
import { DayInput } from '../../ui/DayInput.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './calendar.module.css';
import { HoursEditor } from './HoursEditor.tsx';
import { kindKey } from './kinds.ts';
import { useText } from './messages.ts';
import { useCalendarChange, useFirstMistake } from './use-calendar-change.ts';
import { usualHours } from './week.ts';

interface Props {
  /** The day that is changed; undefined adds one. */
  day?: CalendarDay | undefined;
  timeZone: string;
  onSaved: (date: string, said: string) => void;
  onCancel: () => void;
}

export function DayForm({ day, timeZone, onSaved, onCancel }: Props) {
  const t = useText();
  const [date, setDate] = useState(day?.date ?? '');
  const [kind, setKind] = useState<CalendarDay['kind']>(day?.kind ?? 'national-holiday');
  const [name, setName] = useState(day?.name ?? '');
  const [hours, setHours] = useState(day?.hours ?? usualHours);
  const [attempt, setAttempt] = useState(0);
  const tried = attempt > 0;
  const title = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => title.current?.focus(), []);
  const special = kind === 'special-hours';
  const change = useCalendarChange(() => putDay(date, { kind, name, ...(special && { hours }) }));
  const { said } = change;
  useFirstMistake(form, change.refusal);
  useFirstMistake(form, attempt);
  useEffect(() => {
    if (said !== '') onSaved(date, said);
  }, [said, date, onSaved]);
  function submit(event: React.FormEvent) {
    event.preventDefault();
    setAttempt((now) => now + 1);
    if (date !== '' && name.trim() !== '') change.save(undefined);
  }
  const missing = (value: string) => (tried && value.trim() === '' ? t('required') : undefined);
  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      <Title order={3} ref={title} tabIndex={-1}>
        {t(day === undefined ? 'dayFormTitle' : 'dayEditTitle')}
      </Title>
      <div className={classes.fields}>
        {day === undefined && (
          <DayInput label={t('date')} value={date} onChange={setDate} timeZone={timeZone} error={missing(date)} />
        )}
        <Select
          label={t('kind')}
          data={calendarDayKinds.map((value) => ({ value, label: t(kindKey(value)) }))}
          value={kind}
          onChange={(value) => setKind((value as CalendarDay['kind'] | null) ?? kind)}
          allowDeselect={false}
        />
        <TextInput
          label={t('name')}
          description={t('nameHelp')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          error={missing(name) ?? change.errors.name}
        />
      </div>
      {special && (
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend style={{ fontWeight: 600, marginBottom: 8 }}>{t('hours')}</legend>
          <HoursEditor
            day={name || t('hours')}
            hours={hours}
            onChange={setHours}
            error={Object.entries(change.errors).find(([path]) => path.startsWith('hours'))?.[1]}
          />
        </fieldset>
      )}
      <ProblemAlert error={change.error} />
      <Group>
        <Button type="submit" loading={change.busy}>
          {t('saveDay')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </Group>
    </form>
  );
}
