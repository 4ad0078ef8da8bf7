/** An administrator's home: the institution in four numbers, a day of its places, and all requests. */
import { Title } from '@mantine/core';
import type { RequestSummary, Staff } from '@sambung/contract/http';
import { useQuery } from '@tanstack/react-query';
import { placesQuery } from '../api/queries.ts';
import { RequestCard, testState } from '../booking/index.ts';
import { formatNumber, wallClock } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { alongTime, awaitingDecision } from './board.ts';
import { EmptyState } from './EmptyState.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';
import { PlaceSchedule } from './PlaceSchedule.tsx';

export function AdminPart({ requests, staff, now }: { requests: RequestSummary[]; staff: Staff; now: number }) {
  const t = useText();
  const language = useLanguage();
  const places = useQuery(placesQuery);
  const { upcoming, past } = alongTime(requests, now);
  const approved = upcoming.filter(({ state }) => state === 'approved');
  const dayOf = (at: string) => wallClock(at, staff.institution.timeZone).date;
  const today = dayOf(new Date(now).toISOString());
  const stats = [
    { name: t('statWaiting'), value: awaitingDecision(requests).length },
    { name: t('statToday'), value: approved.filter(({ startsAt }) => dayOf(startsAt) === today).length },
    { name: t('statUpcoming'), value: approved.length },
    { name: t('statUntested'), value: approved.filter((request) => testState(request) !== 'certified').length },
  ];
  return (
    <div className={classes.parts}>
      <dl className={classes.stats}>
        {stats.map(({ name, value }) => (
          <div key={name} className={classes.stat}>
            <dt>{name}</dt>
            <dd>{formatNumber(language, value)}</dd>
          </div>
        ))}
      </dl>
      {places.data && places.data.length > 0 && (
        <PlaceSchedule places={places.data} requests={requests} timeZone={staff.institution.timeZone} now={now} />
      )}
      <section>
        <Title order={2} mb="md">
          {t('allRequests')}
        </Title>
        {requests.length === 0 ? (
          <EmptyState title={t('adminEmptyTitle')} text={t('adminEmpty')} />
        ) : (
          <ul className={classes.cards}>
            {[...upcoming, ...past].map((request) => (
              <li key={request.id}>
                <RequestCard request={request} />
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
