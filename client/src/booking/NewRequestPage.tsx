/** The page on which a request is filed. */
import { Alert, Anchor, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { placesQuery } from '../api/queries.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './booking.module.css';
import { useText } from './messages.ts';
import { RequestForm } from './RequestForm.tsx';

export function NewRequestPage() {
  const t = useText();
  const staff = useStaff();
  const places = useQuery(placesQuery);
  useDocumentTitle(t('newTitle'));
  return (
    <div className={classes.narrow}>
      <Anchor component={Link} to="/" className={classes.back}>
        <IconArrowLeft size={18} aria-hidden /> {t('backHome')}
      </Anchor>
      <Title order={1}>{t('newTitle')}</Title>
      <Text c="dimmed" mt={4} mb="lg">
        {t('newIntro')}
      </Text>
      {staff.roles.includes('requester') ? (
        <Stack>
          <ProblemAlert error={places.error} onRetry={() => places.refetch()} />
          {places.isPending && <PageLoading />}
          {places.data?.length === 0 && <Alert color="amber">{t('noPlaces')}</Alert>}
          {places.data && places.data.length > 0 && <RequestForm places={places.data} staff={staff} />}
        </Stack>
      ) : (
        <Alert color="amber">{t('notRequester')}</Alert>
      )}
    </div>
  );
}
