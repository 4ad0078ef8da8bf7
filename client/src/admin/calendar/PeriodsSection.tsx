/** Periods with working hours of their own, Ramadan above all. */
import { ActionIcon, Button, Group, Paper, Text, Title } from '@mantine/core';
import type { InstitutionCalendar } from '@sambung/contract/calendar';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { deletePeriod } from '../../api/calendar.ts';
import { formatDuration } from '../../ui/date.ts';
import { useLanguage } from '../../ui/i18n.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import classes from './calendar.module.css';
import { dateText } from './kinds.ts';
import { useText } from './messages.ts';
import { PeriodForm } from './PeriodForm.tsx';
import { RemoveButton } from './RemoveButton.tsx';
import { Said } from './Said.tsx';
import { useCalendarChange } from './use-calendar-change.ts';
import { minutesOfWeek } from './week.ts';

type Known = InstitutionCalendar['periods'][number];

export function PeriodsSection({ calendar }: { calendar: InstitutionCalendar }) {
  const t = useText();
  const language = useLanguage();
  const [form, setForm] = useState<{ known?: Known } | null>(null);
  const [saved, setSaved] = useState('');
  const removal = useCalendarChange(deletePeriod);
  const onSaved = useCallback((said: string) => {
    setForm(null);
    setSaved(said);
  }, []);
  function open(known?: Known) {
    setSaved('');
    removal.reset();
    setForm(known ? { known } : {});
  }
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="periods">
      <div>
        <Title order={2} id="periods">
          {t('periodsTitle')}
        </Title>
        <p className={classes.help}>{t('periodsHelp')}</p>
      </div>
      {calendar.periods.length === 0 ? (
        <Text>{t('noPeriods')}</Text>
      ) : (
        <ul className={classes.list} aria-labelledby="periods">
          {calendar.periods.map((known) => {
            const { name, from, to, week } = known.period;
            return (
              <li key={known.id} className={classes.row}>
                <div className={classes.rowText}>
                  <Text fw={600}>{name}</Text>
                  <span className={classes.quiet}>
                    {`${dateText(language, from)} – ${dateText(language, to)} · `}
                    {t('weekTotal', { hours: formatDuration(language, minutesOfWeek(week)) })}
                  </span>
                </div>
                <Group gap={4} wrap="nowrap">
                  <ActionIcon color="gray" aria-label={t('editDay', { name })} onClick={() => open(known)}>
                    <IconPencil size={20} aria-hidden />
                  </ActionIcon>
                  <RemoveButton
                    name={name}
                    busy={removal.busy}
                    onRemove={() => {
                      setSaved('');
                      removal.save(known.id);
                    }}
                  />
                </Group>
              </li>
            );
          })}
        </ul>
      )}
      <ProblemAlert error={removal.error} />
      <Said>{saved || removal.said}</Said>
      {form === null ? (
        <div>
          <Button variant="default" leftSection={<IconPlus size={20} aria-hidden />} onClick={() => open()}>
            {t('addPeriod')}
          </Button>
        </div>
      ) : (
        <PeriodForm
          key={form.known?.id ?? 'new'}
          known={form.known}
          week={calendar.week}
          timeZone={calendar.timeZone}
          onSaved={onSaved}
          onCancel={() => setForm(null)}
        />
      )}
    </Paper>
  );
}
