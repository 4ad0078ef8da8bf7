/** `/running`: every running meeting, with whose line is bad, on which leg and since when (UNSRI-29). The worst stand first. */
import { Anchor, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { RunningMeeting, Sufferer } from '@sambung/contract/line-state';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Link } from 'react-router';
import { runningMeetingsQuery } from '../api/queries.ts';
import { formatClock } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { LineNumbers } from '../ui/LineNumbers.tsx';
import { useLineText } from '../ui/line-messages.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { When } from '../ui/When.tsx';
import classes from './running.module.css';

export function RunningPage() {
  const t = useLineText();
  useDocumentTitle(t('runningTitle'));
  const running = useQuery(runningMeetingsQuery);
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{t('runningTitle')}</Title>
        <Text c="dimmed">{t('runningLead')}</Text>
      </div>
      <ProblemAlert error={running.data === undefined ? running.error : null} onRetry={() => running.refetch()} />
      {running.isPending && <PageLoading />}
      {running.data?.meetings.length === 0 && <Text>{t('runningNone')}</Text>}
      {running.data?.meetings.map((meeting) => (
        <Meeting key={meeting.meetingId} meeting={meeting} />
      ))}
    </Stack>
  );
}

function Meeting({ meeting }: { meeting: RunningMeeting }) {
  const t = useLineText();
  const id = useId();
  const { title, startsAt, endsAt, timeZone, participantCount, onDuty, sufferers, requestId } = meeting;
  return (
    <Paper component="section" withBorder p="lg" radius="md" aria-labelledby={id}>
      <Group justify="space-between" align="baseline">
        <Title order={2} size="h3" id={id}>
          {title}
        </Title>
        <Anchor component={Link} to={`/requests/${requestId}`}>
          {t('toRequest')}
        </Anchor>
      </Group>
      <Text size="sm">
        {startsAt && endsAt && (
          <>
            <When startsAt={startsAt} endsAt={endsAt} timeZone={timeZone} /> ·{' '}
          </>
        )}
        {t('people', { count: participantCount })}
      </Text>
      <Text size="sm" mb="sm">
        {onDuty.length > 0 ? t('onDuty', { names: onDuty.join(', ') }) : t('onDutyNobody')}
      </Text>
      {sufferers.length === 0 ? (
        <Text className={classes.good}>
          <IconCircleCheck size={20} aria-hidden /> {t('allGood')}
        </Text>
      ) : (
        <Sufferers sufferers={sufferers} timeZone={timeZone} />
      )}
    </Paper>
  );
}

function Sufferers({ sufferers, timeZone }: { sufferers: readonly Sufferer[]; timeZone: string }) {
  const t = useLineText();
  const language = useLanguage();
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {(['name', 'state', 'where', 'since', 'numbers'] as const).map((head) => (
              <Table.Th key={head}>{t(head)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sufferers.map((one) => (
            <Table.Tr key={one.participantId}>
              <Table.Td fw={600}>{one.displayName}</Table.Td>
              <Table.Td className={classes.state} data-grade={one.grade}>
                {t(one.isCut ? 'cut' : one.grade)}
              </Table.Td>
              <Table.Td>{t(`leg_${one.leg}`)}</Table.Td>
              <Table.Td>{formatClock(language, one.sinceAt, timeZone)}</Table.Td>
              <Table.Td>
                <LineNumbers {...one} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
