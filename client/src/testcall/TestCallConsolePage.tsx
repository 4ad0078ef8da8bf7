/** `/test-calls/:id`: the technician's console. Both directions side by side, live; who is there; the links; the decision. */
import { Alert, Anchor, Group, Text, Title } from '@mantine/core';
import type { TestCallDetail } from '@sambung/contract/test-run';
import { IconChevronLeft, IconFlask } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { getTestCall, postTestMessage } from '../api/http.ts';
import { ApiProblem } from '../api/problem.ts';
import { queryClient } from '../api/query.tsx';
import { formatDateTime, formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { AnswersTable } from './AnswersTable.tsx';
import { BridgeCard } from './BridgeCard.tsx';
import classes from './console.module.css';
import { Decision } from './Decision.tsx';
import { Direction } from './Direction.tsx';
import { useText } from './messages.ts';
import { Phases } from './Phases.tsx';
import { Proposal } from './Proposal.tsx';
import { useText as useRunText } from './run-messages.ts';
import { SideLinks } from './SideLinks.tsx';
import { sides } from './samples.ts';
import { SelfChecksCard } from './selfcheck/index.ts';
import { Talk } from './Talk.tsx';
import { useTestCallWatch } from './watch.ts';

const testCallQuery = (id: string) => queryOptions({ queryKey: ['test-calls', id], queryFn: () => getTestCall(id) });

export function TestCallConsolePage() {
  const t = useText();
  const { id = '' } = useParams();
  const query = useQuery(testCallQuery(id));
  useDocumentTitle(query.data ? `${t('consoleTitle')}: ${query.data.title}` : t('consoleTitle'));
  if (query.isPending) return <PageLoading />;
  if (!query.data) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return <Console key={id} detail={query.data} version={query.dataUpdatedAt} onChanged={() => void query.refetch()} />;
}

interface ConsoleProps {
  detail: TestCallDetail;
  /** When the detail was read. */
  version: number;
  onChanged: () => void;
}

function Console({ detail, version, onChanged }: ConsoleProps) {
  const live = useTestCallWatch({ testCallId: detail.id, detail, onChanged });
  const hasBoth = sides.every((side) => live.samples[side].length > 0);
  const stored = (fresh: TestCallDetail) => queryClient.setQueryData(testCallQuery(detail.id).queryKey, fresh);

  return (
    <div className={classes.console}>
      <Heading detail={detail} watching={live.watching} sampleCount={live.sampleCount} />
      {live.problem && <ProblemAlert error={new ApiProblem(live.problem)} />}
      {detail.simulated && <Simulated detail={detail} />}
      {detail.decision === null && <Phases detail={detail} onStored={stored} onRefused={onChanged} />}
      <div className={classes.directions}>
        {sides.map((side) => (
          <Direction key={side} from={side} samples={live.samples[side]} isOver={detail.endedAt !== null} />
        ))}
      </div>
      <div className={classes.below}>
        <div className={classes.stack}>
          {/* Once decided the links lead nowhere. */}
          {detail.decision === null && <SideLinks detail={detail} />}
          <SelfChecksCard id={detail.id} timeZone={detail.timeZone} version={version} />
          <BridgeCard detail={detail} onChanged={onChanged} />
          <Talk
            messages={detail.messages}
            timeZone={detail.timeZone}
            onSend={detail.decision === null ? (text) => postTestMessage(detail.id, text).then(onChanged) : null}
          />
        </div>
        <div className={classes.stack}>
          <Decision detail={detail} hasBothDirections={hasBoth} onStored={stored} />
          <AnswersTable answers={detail.answers} />
        </div>
      </div>
      <Proposal detail={detail} />
    </div>
  );
}

function Heading({
  detail,
  watching,
  sampleCount,
}: {
  detail: TestCallDetail;
  watching: boolean;
  sampleCount: number;
}) {
  const t = useText();
  const r = useRunText();
  const language = useLanguage();
  return (
    <header>
      <Anchor component={Link} to={`/requests/${detail.requestId}`} className={classes.back}>
        <IconChevronLeft size={18} aria-hidden />
        {t('backToRequest', { number: detail.requestNumber })}
      </Anchor>
      <Title order={1}>
        {t('consoleTitle')}: {detail.title}
      </Title>
      <Group gap="md" mt={6} className={classes.facts}>
        <Text span>
          {r(`kind_${detail.kind}`)} · {r('attempt', { count: detail.attempt })} · {r(`class_${detail.lineClass}`)}
        </Text>
        <Text span>{t('opened', { at: formatDateTime(language, detail.openedAt, detail.timeZone) })}</Text>
        {detail.decidedAt === null && detail.decideBy !== null && (
          <Text span>{r('decideBy', { at: formatDateTime(language, detail.decideBy, detail.timeZone) })}</Text>
        )}
        <Text span data-testid="sample-count">
          {t('sampleCount', { count: sampleCount, number: formatNumber(language, sampleCount) })}
        </Text>
        {detail.decidedAt === null && (
          <Text span role="status" className={classes.live} data-watching={watching || undefined}>
            <span className={classes.liveDot} aria-hidden />
            {t(watching ? 'live' : 'offline')}
          </Text>
        )}
      </Group>
    </header>
  );
}

function Simulated({ detail }: { detail: TestCallDetail }) {
  const t = useText();
  return (
    <Alert color="amber" variant="light" icon={<IconFlask aria-hidden />} title={t('simulated')}>
      <Text size="sm" c="var(--ink)">
        {t('simulatedText')} {detail.simulatedReasons.map((reason) => t(`reason_${reason}`)).join(' ')}
      </Text>
    </Alert>
  );
}
