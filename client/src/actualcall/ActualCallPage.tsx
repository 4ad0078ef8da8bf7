/** `/requests/:id/actual-call`: the conference while it runs, both directions side by side, and how it differs from the test. */
import { Anchor, Group, Text, Title } from '@mantine/core';
import type { ActualCallDetail } from '@sambung/contract/actual-call';
import { IconChevronLeft } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { getActualCall } from '../api/http.ts';
import { queryClient } from '../api/query.tsx';
import { Direction, noSamples, withSamples } from '../testcall/index.ts';
import { formatDateTime, formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { formatRoomCode } from '../ui/room-code.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './actualcall.module.css';
import { Comparison } from './Comparison.tsx';
import { useText } from './messages.ts';
import { Sites } from './Sites.tsx';

/** Seconds are taken every second; asking less often shows them in steps, more often loads server and page. */
const askEveryMs = 2_000;

const actualCallQuery = (id: string) =>
  queryOptions({ queryKey: ['requests', id, 'actual-call'], queryFn: () => getActualCall(id) });

export function ActualCallPage() {
  const t = useText();
  const { id = '' } = useParams();
  const query = useQuery({ ...actualCallQuery(id), refetchInterval: askEveryMs });
  useDocumentTitle(query.data ? `${t('title')}: ${query.data.title}` : t('title'));
  if (query.isPending) return <PageLoading />;
  if (!query.data) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const stored = (fresh: ActualCallDetail) => queryClient.setQueryData(actualCallQuery(id).queryKey, fresh);
  return <Watched key={id} detail={query.data} onStored={stored} />;
}

interface Props {
  detail: ActualCallDetail;
  onStored: (detail: ActualCallDetail) => void;
}

function Watched({ detail, onStored }: Props) {
  const samples = useMemo(() => withSamples(noSamples, detail.samples), [detail.samples]);
  return (
    <div className={classes.page}>
      <Heading detail={detail} />
      <Sites detail={detail} onStored={onStored} />
      <div className={classes.directions}>
        {(['host', 'audience'] as const).map((side) => (
          <Direction key={side} from={side} samples={samples[side]} isOver={false} />
        ))}
      </div>
      <Comparison requestId={detail.requestId} />
    </div>
  );
}

function Heading({ detail }: { detail: ActualCallDetail }) {
  const t = useText();
  const language = useLanguage();
  const { sampleCount: count, startedAt, timeZone } = detail;
  return (
    <header>
      <Anchor component={Link} to={`/requests/${detail.requestId}`} className={classes.back}>
        <IconChevronLeft size={18} aria-hidden />
        {t('backToRequest', { number: detail.requestNumber })}
      </Anchor>
      <Title order={1}>
        {t('title')}: {detail.title}
      </Title>
      <Group gap="md" mt={6} className={classes.facts}>
        <Text span>{t('meetingId', { code: formatRoomCode(detail.code) })}</Text>
        <Text span>
          {startedAt === null ? t('notStarted') : t('startedAt', { at: formatDateTime(language, startedAt, timeZone) })}
        </Text>
        {startedAt !== null && (
          <>
            <Text span data-testid="sample-count">
              {t('sampleCount', { count, number: formatNumber(language, count) })}
            </Text>
            <Text span>{t('drops', detail.drops)}</Text>
          </>
        )}
      </Group>
    </header>
  );
}
