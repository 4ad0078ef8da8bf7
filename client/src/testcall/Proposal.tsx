/** What the samples come to by the rubric: verdict, gates and measurements with their limits. */
import { Button, Group, Text, Title } from '@mantine/core';
import type { GateFact } from '@sambung/contract/measurement';
import type { Proposal as Proposed, TestCallDetail } from '@sambung/contract/test-run';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Measurements } from '../certificate/index.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './console.module.css';
import { proposalQuery } from './proposal-query.ts';
import { useText } from './run-messages.ts';

export function Proposal({ detail }: { detail: TestCallDetail }) {
  const t = useText();
  const { decidedAt } = detail;
  const { data, error, isFetching, refetch } = useQuery(proposalQuery(detail));
  return (
    <section className={classes.card} aria-labelledby="proposal" aria-busy={isFetching}>
      <Group justify="space-between">
        <h2 id="proposal" className={classes.cardTitle}>
          {t('proposalTitle')}
        </h2>
        {decidedAt === null && (
          <Button variant="default" size="compact-md" onClick={() => void refetch()}>
            {t('refresh')}
          </Button>
        )}
      </Group>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && (data.proposal === null ? <Text>{t('proposalNone')}</Text> : <Judged judgement={data.proposal} />)}
    </section>
  );
}

function Judged({ judgement }: { judgement: Proposed }) {
  const t = useText();
  const { rubricKey: key, rubricVersion: version } = judgement;
  return (
    <>
      <Text c="dimmed" size="sm">
        {t('proposalLead', { key, version })}
      </Text>
      <p className={classes.verdict} data-decision={judgement.verdict} data-testid="proposed-verdict">
        {t('verdict')}: {t(`verdict_${judgement.verdict}`)}
      </p>
      <Title order={3} size="h4" mt="md">
        {t('gates')}
      </Title>
      <ul className={classes.gateList}>
        {judgement.gates.map((gate) => (
          <Gate key={gate.gate} gate={gate} />
        ))}
      </ul>
      <Measurements judgement={judgement} metrics={judgement.metrics} order={3} />
    </>
  );
}

function Gate({ gate }: { gate: GateFact }) {
  const t = useText();
  const language = useLanguage();
  const state = !gate.applies
    ? 'gateNotAsked'
    : gate.passed === null
      ? 'gateUnknown'
      : gate.passed
        ? 'gateOpen'
        : 'gateShut';
  const Icon = {
    gateNotAsked: IconCircleDashed,
    gateUnknown: IconCircleDashed,
    gateOpen: IconCircleCheck,
    gateShut: IconCircleX,
  }[state];
  return (
    <li data-gate={gate.gate} data-state={state}>
      <Icon size={18} aria-hidden /> <strong>{t(`gate_${gate.gate}`)}</strong>: {t(state)}
      <Text size="sm" c="dimmed">
        {gate.seen[language]}
      </Text>
    </li>
  );
}
