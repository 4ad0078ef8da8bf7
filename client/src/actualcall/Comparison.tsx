/** What the conference comes to so far, beside what the test came to. */
import { Alert, Button, Group, Paper, Text, Title } from '@mantine/core';
import type { ActualCallComparison } from '@sambung/contract/actual-call';
import { IconAlertTriangle } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getActualCallSummary } from '../api/http.ts';
import { Measurements } from '../certificate/index.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './actualcall.module.css';
import { useText } from './messages.ts';

/** Read when the page opens and on demand: summing up an hour costs the server up to a second. */
export function Comparison({ requestId }: { requestId: string }) {
  const t = useText();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['requests', requestId, 'actual-call', 'summary'],
    queryFn: () => getActualCallSummary(requestId),
    placeholderData: keepPreviousData,
  });
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="comparison" aria-busy={isFetching}>
      <Group justify="space-between">
        <Title order={2} id="comparison" size="h3">
          {t('comparisonTitle')}
        </Title>
        <Button variant="default" onClick={() => void refetch()}>
          {t('refresh')}
        </Button>
      </Group>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <Compared comparison={data} />}
    </Paper>
  );
}

function Compared({ comparison: { summary, testCallId, drift } }: { comparison: ActualCallComparison }) {
  const t = useText();
  if (summary === null) return <Text>{t('comparisonNone')}</Text>;
  const count = drift.filter((row) => row.drift === 'worse').length;
  return (
    <>
      <Text mb="sm">{t('comparisonLead')}</Text>
      {summary.tooBad && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />}>
          {t('tooBad')}
        </Alert>
      )}
      <Text fw={600} data-testid="drift">
        {testCallId === null ? t('noTest') : count === 0 ? t('worse_none') : t('worse', { count })}
      </Text>
      <Measurements judgement={summary} metrics={summary.metrics} order={3} drift={drift} />
    </>
  );
}
