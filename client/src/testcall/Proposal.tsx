/** What the samples come to by the rubric: verdict, gates and measurements with their limits. */
import { Button, Group, Table, Text, Title } from '@mantine/core';
import type { GateFact, Scope } from '@sambung/contract/measurement';
import type { Grade, JudgedRow } from '@sambung/contract/rubric';
import type { Proposal as Proposed, TestCallDetail } from '@sambung/contract/test-run';
import type { Bilingual } from '@sambung/contract/text';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useLanguage } from '../ui/i18n.ts';
import classes from './console.module.css';
import { useText } from './run-messages.ts';

interface Props {
  detail: TestCallDetail;
  onRefresh: () => void;
}

export function Proposal({ detail, onRefresh }: Props) {
  const t = useText();
  const { judgement } = detail;
  return (
    <section className={classes.card} aria-labelledby="proposal">
      <Group justify="space-between">
        <h2 id="proposal" className={classes.cardTitle}>
          {t('proposalTitle')}
        </h2>
        {detail.decidedAt === null && (
          <Button variant="default" size="compact-md" onClick={onRefresh}>
            {t('refresh')}
          </Button>
        )}
      </Group>
      {judgement === null ? <Text>{t('proposalNone')}</Text> : <Judged judgement={judgement} />}
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
      <Title order={3} size="h4" mt="md" mb="xs">
        {t('measurements')}
      </Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={classes.scrolled} tabIndex={0} aria-label={t('measurements')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('metric')}</Table.Th>
              <Table.Th>{t('where')}</Table.Th>
              <Table.Th>{t('value')}</Table.Th>
              <Table.Th>{t('grade')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {judgement.rows.map((row) => (
              <Row
                key={`${row.metric} ${JSON.stringify(row.scope)}`}
                row={row}
                name={judgement.metricNames[row.metric]}
              />
            ))}
          </Table.Tbody>
        </Table>
      </section>
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

const gradeIcons = {
  pass: IconCircleCheck,
  marginal: IconAlertTriangle,
  fail: IconCircleX,
  'not-measured': IconCircleDashed,
} as const satisfies Record<Grade, unknown>;

function Row({ row, name }: { row: JudgedRow; name: Bilingual | undefined }) {
  const t = useText();
  const language = useLanguage();
  const Icon = gradeIcons[row.grade];
  return (
    <Table.Tr data-grade={row.grade}>
      <Table.Td>
        {row.code} {name?.[language]}
      </Table.Td>
      <Table.Td>{t(whereOf(row.scope))}</Table.Td>
      <Table.Td>
        {row.columns.map(({ statistic, value }) => (
          <div key={statistic}>
            {statistic}: {value === null ? t('notMeasured') : typeof value === 'number' ? value.toFixed(2) : value}
          </div>
        ))}
      </Table.Td>
      <Table.Td>
        <span className={classes.state}>
          <Icon size={18} aria-hidden /> {t(`grade_${row.grade}`)}
        </span>
      </Table.Td>
    </Table.Tr>
  );
}

function whereOf(scope: Scope) {
  return 'direction' in scope ? (`direction_${scope.direction}` as const) : (`site_${scope.site}` as const);
}
