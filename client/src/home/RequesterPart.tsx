/** A requester's home: one big action, and their own requests along time. */
import { Button, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { casesQuery } from '../api/queries.ts';
import { RequestTimeline } from '../request/index.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { alongTime } from './board.ts';
import { EmptyState } from './EmptyState.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';

export function RequesterPart({ now }: { now: number }) {
  const t = useText();
  const requests = useQuery(casesQuery({ view: 'own' }));
  const { drafts, upcoming, past } = alongTime(requests.data?.items ?? [], now);
  return (
    <div className={classes.parts}>
      <section className={classes.start} aria-labelledby="start">
        <div>
          <h2 id="start" className={classes.startTitle}>
            {t('startTitle')}
          </h2>
          <p className={classes.startText}>{t('startText')}</p>
        </div>
        <Button
          component={Link}
          to="/requests/new"
          className={classes.startButton}
          leftSection={<IconPlus size={22} aria-hidden />}
        >
          {t('newRequest')}
        </Button>
      </section>
      <ProblemAlert error={requests.data === undefined ? requests.error : null} onRetry={() => requests.refetch()} />
      {requests.isPending && <PageLoading />}
      {requests.data?.total === 0 && <EmptyState title={t('requesterEmptyTitle')} text={t('requesterEmpty')} />}
      {drafts.length > 0 && (
        <section>
          <Title order={2} mb="md">
            {t('drafts')}
          </Title>
          <RequestTimeline requests={drafts} />
        </section>
      )}
      {requests.data && requests.data.total > 0 && (
        <section>
          <Title order={2} mb="md">
            {t('upcoming')}
          </Title>
          {upcoming.length === 0 ? <p>{t('upcomingEmpty')}</p> : <RequestTimeline requests={upcoming} />}
        </section>
      )}
      {past.length > 0 && (
        <section>
          <Title order={2} mb="md">
            {t('past')}
          </Title>
          <RequestTimeline requests={past} />
        </section>
      )}
      {requests.data && requests.data.total > requests.data.items.length && (
        <Button component={Link} to="/requests?view=own" variant="default" style={{ justifySelf: 'start' }}>
          {t('allRequests')}
        </Button>
      )}
    </div>
  );
}
