/** A requester's home: one big action, and their own requests along time. */
import { Button, Title } from '@mantine/core';
import type { RequestSummary } from '@sambung/contract/http';
import { IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';
import { RequestTimeline } from '../booking/index.ts';
import { alongTime } from './board.ts';
import { EmptyState } from './EmptyState.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';

export function RequesterPart({ requests, now }: { requests: RequestSummary[]; now: number }) {
  const t = useText();
  const { upcoming, past } = alongTime(requests, now);
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
      {requests.length === 0 && <EmptyState title={t('requesterEmptyTitle')} text={t('requesterEmpty')} />}
      {requests.length > 0 && (
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
    </div>
  );
}
