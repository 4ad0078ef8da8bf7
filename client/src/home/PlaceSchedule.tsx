/** The places over one day: a line of hours for each, a bar for each hold. On a phone the same as a list. */
import { ActionIcon, Button, Group, Paper, Text, Title } from '@mantine/core';
import type { Place } from '@sambung/contract/http';
import type { CaseSummary } from '@sambung/contract/request';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { clockText, formatClocks, formatDate, instantOf, wallClock, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { daySchedule, firstHour, lastHour, shiftDay } from './day-schedule.ts';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

interface Props {
  places: readonly Place[];
  requests: readonly CaseSummary[];
  timeZone: string;
  now: number;
}
const tickEveryHours = 2;

export function PlaceSchedule({ places, requests, timeZone, now }: Props) {
  const t = useText();
  const language = useLanguage();
  const today = wallClock(new Date(now).toISOString(), timeZone).date;
  const [date, setDate] = useState(today);
  const noon = instantOf({ date, time: '12:00' }, timeZone);
  const days = daySchedule(places, requests, date, timeZone);
  const ticks = Array.from(
    { length: (lastHour - firstHour) / tickEveryHours + 1 },
    (_, i) => firstHour + i * tickEveryHours,
  );
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="schedule">
      <div className={classes.head}>
        <div>
          <Title order={2} id="schedule">
            {t('scheduleTitle')}
          </Title>
          <Text role="status">
            {t('today', { date: formatDate(language, noon, timeZone), zone: zoneName(timeZone, noon) })}
          </Text>
        </div>
        <Group gap={4} role="group" aria-label={t('scheduleDay')} wrap="nowrap">
          <ActionIcon variant="default" aria-label={t('previousDay')} onClick={() => setDate(shiftDay(date, -1))}>
            <IconChevronLeft size={20} aria-hidden />
          </ActionIcon>
          <Button variant="default" disabled={date === today} onClick={() => setDate(today)}>
            {t('backToToday')}
          </Button>
          <ActionIcon variant="default" aria-label={t('nextDay')} onClick={() => setDate(shiftDay(date, 1))}>
            <IconChevronRight size={20} aria-hidden />
          </ActionIcon>
        </Group>
      </div>
      <div className={classes.ticks} aria-hidden="true">
        {ticks.map((hour) => (
          <span key={hour} style={{ left: `${((hour - firstHour) / (lastHour - firstHour)) * 100}%` }}>
            {clockText(language, `${String(hour).padStart(2, '0')}:00`)}
          </span>
        ))}
      </div>
      <ul className={classes.places}>
        {days.map(({ place, bars }) => (
          <li key={place.id} className={classes.place}>
            <div className={classes.placeName}>
              <Text fw={700}>{place.name}</Text>
              <Text size="sm" c="dimmed">
                {place.location}
              </Text>
            </div>
            {bars.length === 0 ? (
              <div className={classes.line}>
                <span className={classes.free}>{t('free')}</span>
              </div>
            ) : (
              <ul className={classes.line}>
                {bars.map(({ request, startsAt, endsAt, left, width }) => (
                  <li
                    key={request.id}
                    className={classes.bar}
                    data-state={request.state}
                    style={{ '--left': `${left * 100}%`, '--width': `${width * 100}%` } as React.CSSProperties}
                  >
                    <Link to={`/requests/${request.id}`} title={request.title}>
                      <span className={classes.barTime}>{formatClocks(language, startsAt, endsAt, timeZone)}</span>
                      <span className={classes.barTitle}>{request.title}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Paper>
  );
}
