/** The days of a year that differ from the week. */
import { ActionIcon, Badge, Button, Group, Paper, Text, Title } from '@mantine/core';
import type { CalendarDay, InstitutionCalendar } from '@sambung/contract/calendar';
import { IconChevronLeft, IconChevronRight, IconPencil, IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { deleteDay } from '../../api/calendar.ts';
import { zoneName } from '../../ui/date.ts';
import { useLanguage } from '../../ui/i18n.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './calendar.module.css';
import { DayForm } from './DayForm.tsx';
import { dateText, hoursText, kindColors, kindKey } from './kinds.ts';
import { useText } from './messages.ts';
import { RemoveButton } from './RemoveButton.tsx';
import { Said } from './Said.tsx';
import { useCalendarChange } from './use-calendar-change.ts';

interface Props {
  calendar: InstitutionCalendar;
  year: number;
  onYear: (year: number) => void;
}

export function DaysSection({ calendar, year, onYear }: Props) {
  const t = useText();
  const [form, setForm] = useState<{ day?: CalendarDay } | null>(null);
  const [saved, setSaved] = useState('');
  const removal = useCalendarChange(deleteDay);
  const days = calendar.days.filter(({ date }) => date.startsWith(`${year}-`));
  const onSaved = useCallback(
    (date: string, said: string) => {
      setForm(null);
      setSaved(said);
      onYear(Number(date.slice(0, 4)));
    },
    [onYear],
  );
  function open(day?: CalendarDay) {
    setSaved('');
    removal.reset();
    setForm(day ? { day } : {});
  }
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="days">
      <div className={classes.head}>
        <div>
          <Title order={2} id="days">
            {t('daysTitle')}
          </Title>
          <p className={classes.help}>{t('daysHelp')}</p>
        </div>
        <Group gap={4} role="group" aria-label={t('year')} wrap="nowrap">
          <ActionIcon variant="default" aria-label={t('previousYear')} onClick={() => onYear(year - 1)}>
            <IconChevronLeft size={20} aria-hidden />
          </ActionIcon>
          <Text fw={700} px="sm" role="status">
            {year}
          </Text>
          <ActionIcon variant="default" aria-label={t('nextYear')} onClick={() => onYear(year + 1)}>
            <IconChevronRight size={20} aria-hidden />
          </ActionIcon>
        </Group>
      </div>
      {days.length === 0 ? (
        <Text>{t('noDays', { year })}</Text>
      ) : (
        <ul className={classes.list} aria-label={t('daysOfYear', { year })}>
          {days.map((day) => (
            <DayRow
              key={day.date}
              day={day}
              timeZone={calendar.timeZone}
              busy={removal.busy}
              onEdit={() => open(day)}
              onRemove={() => {
                setSaved('');
                removal.save(day.date);
              }}
            />
          ))}
        </ul>
      )}
      <ProblemAlert error={removal.error} />
      <Said>{saved || removal.said}</Said>
      {form === null ? (
        <div>
          <Button variant="default" leftSection={<IconPlus size={20} aria-hidden />} onClick={() => open()}>
            {t('addDay')}
          </Button>
        </div>
      ) : (
        <DayForm
          key={form.day?.date ?? 'new'}
          day={form.day}
          timeZone={calendar.timeZone}
          onSaved={onSaved}
          onCancel={() => setForm(null)}
        />
      )}
    </Paper>
  );
}

interface RowProps {
  day: CalendarDay;
  timeZone: string;
  busy: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

function DayRow({ day, timeZone, busy, onEdit, onRemove }: RowProps) {
  const t = useText();
  const language = useLanguage();
  const date = dateText(language, day.date);
  const name = `${day.name}, ${date}`;
  return (
    <li className={classes.row}>
      <div className={classes.rowText}>
        <Text fw={600}>{day.name}</Text>
        <span className={classes.quiet}>
          {date}
          {day.hours && ` · ${hoursText(language, day.hours)} ${zoneName(timeZone, `${day.date}T12:00:00Z`)}`}
        </span>
      </div>
      <Badge color={kindColors[day.kind]}>{t(kindKey(day.kind))}</Badge>
      <Group gap={4} wrap="nowrap">
        <ActionIcon color="gray" aria-label={t('editDay', { name })} onClick={onEdit}>
          <IconPencil size={20} aria-hidden />
        </ActionIcon>
        <RemoveButton name={name} onRemove={onRemove} busy={busy} />
      </Group>
    </li>
  );
}
