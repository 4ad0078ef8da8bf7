/** An administrator's home: a day of the places, and the newest requests of the whole institution. */
import { Button, Group, Title } from '@mantine/core';
import type { Staff } from '@sambung/contract/http';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { casesQuery, placesQuery } from '../api/queries.ts';
import { RequestCard } from '../request/index.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { EmptyState } from './EmptyState.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';
import { PlaceSchedule } from './PlaceSchedule.tsx';

export function AdminPart({ staff, now }: { staff: Staff; now: number }) {
  const t = useText();
  const places = useQuery(placesQuery);
  const requests = useQuery(casesQuery({ view: 'office' }));
  return (
    <div className={classes.parts}>
      <ProblemAlert error={requests.data === undefined ? requests.error : null} onRetry={() => requests.refetch()} />
      {requests.isPending && <PageLoading />}
      {places.data && places.data.length > 0 && (
        <PlaceSchedule
          places={places.data}
          requests={requests.data?.items ?? []}
          timeZone={staff.institution.timeZone}
          now={now}
        />
      )}
      {requests.data && (
        <section>
          <Title order={2} mb="md">
            {t('newestRequests')}
          </Title>
          {requests.data.total === 0 ? (
            <EmptyState title={t('adminEmptyTitle')} text={t('adminEmpty')} />
          ) : (
            <ul className={classes.cards}>
              {requests.data.items.map((request) => (
                <li key={request.id}>
                  <RequestCard request={request} />
                </li>
              ))}
            </ul>
          )}
          <Group mt="md">
            <Button component={Link} to="/requests" variant="default">
              {t('allRequests')}
            </Button>
          </Group>
        </section>
      )}
    </div>
  );
}
