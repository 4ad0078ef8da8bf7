/** A stretch of dates with a week of its own. */
import { Button, Group, TextInput, Title } from '@mantine/core';
import type { InstitutionCalendar, SpecialPeriod, WeekHours } from '@sambung/contract/calendar';
import { useEffect, useRef, useState } from 'react';
import { putPeriod } from '../../api/calendar.ts';
import { DayInput } from '../../ui/DayInput.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './calendar.module.css';
import { useText } from './messages.ts';
import { useCalendarChange, useFirstMistake } from './use-calendar-change.ts';
import { WeekEditor } from './WeekEditor.tsx';

interface Props {
  /** The period that is changed; undefined adds one. */
  known?: InstitutionCalendar['periods'][number] | undefined;
  /** What a new one begins from. */
  week: WeekHours;
  timeZone: string;
  onSaved: (said: string) => void;
  onCancel: () => void;
}

export function PeriodForm({ known, week: usual, timeZone, onSaved, onCancel }: Props) {
  const t = useText();
  const [period, setPeriod] = useState<SpecialPeriod>(known?.period ?? { from: '', to: '', name: '', week: usual });
  const [attempt, setAttempt] = useState(0);
  const tried = attempt > 0;
  const title = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => title.current?.focus(), []);
  const change = useCalendarChange((input: SpecialPeriod) => putPeriod(input, known?.id));
  const { said, errors } = change;
  useFirstMistake(form, change.refusal);
  useFirstMistake(form, attempt);
  useEffect(() => {
    if (said !== '') onSaved(said);
  }, [said, onSaved]);
  const set = (part: Partial<SpecialPeriod>) => setPeriod((now) => ({ ...now, ...part }));
  const missing = (value: string) => (tried && value.trim() === '' ? t('required') : undefined);
  function submit(event: React.FormEvent) {
    event.preventDefault();
    setAttempt((now) => now + 1);
    if (period.from !== '' && period.to !== '' && period.name.trim() !== '') change.save(period);
  }
  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      <Title order={3} ref={title} tabIndex={-1}>
        {t('periodFormTitle')}
      </Title>
      <TextInput
        label={t('periodName')}
        description={t('periodNameHelp')}
        value={period.name}
        maxLength={200}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={missing(period.name) ?? errors.name}
      />
      <div className={classes.fields}>
        <DayInput
          label={t('from')}
          value={period.from}
          onChange={(from) => set({ from })}
          timeZone={timeZone}
          error={missing(period.from) ?? errors.from}
        />
        <DayInput
          label={t('to')}
          value={period.to}
          onChange={(to) => set({ to })}
          timeZone={timeZone}
          {...(period.from !== '' && { minDate: period.from })}
          error={missing(period.to) ?? errors.to}
        />
      </div>
      <WeekEditor week={period.week} onChange={(week) => set({ week })} errors={errors} prefix="week." />
      <ProblemAlert error={change.error} />
      <Group>
        <Button type="submit" loading={change.busy}>
          {t('savePeriod')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </Group>
    </form>
  );
}
