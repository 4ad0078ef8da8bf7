/** The working week of the institution. */
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import type { WeekHours } from '@sambung/contract/calendar';
import { useRef, useState } from 'react';
import { putWeek } from '../../api/calendar.ts';
import { formatDuration } from '../../ui/date.ts';
import { useLanguage } from '../../ui/i18n.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './calendar.module.css';
import { useText } from './messages.ts';
import { Said } from './Said.tsx';
import { useCalendarChange, useFirstMistake } from './use-calendar-change.ts';
import { WeekEditor } from './WeekEditor.tsx';
import { copyToWorkingDays, minutesOfWeek } from './week.ts';

export function WeekSection({ week: stored }: { week: WeekHours }) {
  const t = useText();
  const language = useLanguage();
  // What is being edited; undefined shows what is stored.
  const [edited, setEdited] = useState<WeekHours>();
  const change = useCalendarChange(putWeek, () => setEdited(undefined));
  const section = useRef<HTMLElement>(null);
  useFirstMistake(section, change.refusal);
  const week = edited ?? stored;
  function edit(next: WeekHours) {
    setEdited(next);
    if (change.said !== '') change.reset();
  }
  return (
    <Paper component="section" ref={section} className={classes.sheet} aria-labelledby="week">
      <div className={classes.head}>
        <div>
          <Title order={2} id="week">
            {t('weekTitle')}
          </Title>
          <p className={classes.help}>{t('weekHelp')}</p>
        </div>
        <Text fw={600}>{t('weekTotal', { hours: formatDuration(language, minutesOfWeek(week)) })}</Text>
      </div>
      <WeekEditor week={week} onChange={edit} errors={change.errors} />
      <ProblemAlert error={change.error} />
      <Said>{change.said}</Said>
      <Group>
        <Button onClick={() => change.save(week)} loading={change.busy} disabled={edited === undefined}>
          {t('saveWeek')}
        </Button>
        <Button variant="default" onClick={() => edit(copyToWorkingDays(week, 'monday'))}>
          {t('copyMonday')}
        </Button>
      </Group>
    </Paper>
  );
}
