/** Going on with a request that was begun, or that came back: its form as it was left. */
import { Alert, Anchor, Button, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { caseQuery, sopVersionQuery } from '../api/queries.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './booking.module.css';
import { Filing } from './Filing.tsx';
import { useText } from './messages.ts';

export function DraftPage({ id }: { id: string }) {
  const t = useText();
  // Read once: from here on the draft on the screen is the newest.
  const request = useQuery({ ...caseQuery(id), refetchInterval: false, refetchOnWindowFocus: false });
  const { sop } = request.data ?? {};
  const version = useQuery({ ...sopVersionQuery(sop?.id ?? '', sop?.version ?? 0), enabled: sop !== undefined });
  const title = t(request.data?.state === 'returned' ? 'returnedTitle' : 'editTitle');
  useDocumentTitle(title);
  return (
    <div className={classes.narrow}>
      <Anchor component={Link} to={request.data?.number ? `/requests/${id}` : '/'} className={classes.back}>
        <IconArrowLeft size={18} aria-hidden /> {request.data?.number ? t('toRequest') : t('backHome')}
      </Anchor>
      <Title order={1} mb="lg">
        {title}
      </Title>
      <ProblemAlert error={request.error ?? version.error} onRetry={() => request.refetch()} />
      {(request.isPending || (version.isPending && !request.error)) && <PageLoading />}
      {request.data && version.data && !request.data.may.edit && (
        <Alert color="amber">
          {t('notEditable')}
          <Button component={Link} to={`/requests/${id}`} variant="default" mt="sm" display="block">
            {t('toRequest')}
          </Button>
        </Alert>
      )}
      {request.data && version.data && request.data.may.edit && (
        <Filing
          key={id}
          sop={version.data}
          detail={request.data}
          channel={request.data.channel}
          receivedAt={undefined}
          onCreated={() => undefined}
        />
      )}
    </div>
  );
}
