/** The limits of a rubric in one class of line: a row for every statistic of every metric. */
import { Badge, Table, Text } from '@mantine/core';
import type { LineClass, RubricColumn, RubricMetric } from '@sambung/contract/rubric';
import { useLanguage } from '../ui/i18n.ts';
import { limitsIn, rangeWords } from './limits.ts';
import { useText } from './messages.ts';
import classes from './rubric.module.css';

interface Props {
  metrics: readonly RubricMetric[];
  lineClass: LineClass;
  onGoTo: (metric: string) => void;
}

export function LimitTable({ metrics, lineClass, onGoTo }: Props) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <section className={classes.scroll} tabIndex={0} aria-label={t('scroll')}>
      <Table verticalSpacing="xs" className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('metric')}</Table.Th>
            <Table.Th scope="col">{t('pass')}</Table.Th>
            <Table.Th scope="col">{t('marginal')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {metrics.map((metric) => (
          <Table.Tbody key={metric.metric}>
            <MetricHead metric={metric} onGoTo={onGoTo} />
            {metric.columns.map((column) => (
              <LimitRow key={column.statistic} column={column} lineClass={lineClass} />
            ))}
          </Table.Tbody>
        ))}
      </Table>
    </section>
  );
}

function MetricHead({ metric, onGoTo }: { metric: RubricMetric; onGoTo: (metric: string) => void }) {
  const t = useText();
  const language = useLanguage();
  const name = metric.name[language];
  return (
    <Table.Tr className={classes.metric ?? ''}>
      <Table.Th scope="rowgroup" colSpan={3}>
        <button
          type="button"
          className={classes.metricName}
          aria-label={t('goToMetric', { name: `${metric.code} ${name}` })}
          onClick={() => onGoTo(metric.metric)}
        >
          {metric.code} {name}
        </button>{' '}
        {metric.critical && <Badge color="amber">{t('critical')}</Badge>}
        <Text size="sm" c="dimmed" fw={400}>
          {[t(metric.scope), t('basis', { source: metric.source })].join(' · ')}
          {metric.replaceable && `. ${t('replaceable')}`}
        </Text>
      </Table.Th>
    </Table.Tr>
  );
}

function LimitRow({ column, lineClass }: { column: RubricColumn; lineClass: LineClass }) {
  const language = useLanguage();
  const { pass, marginal } = useLimitWords(column, lineClass);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        {column.name[language]}
      </Table.Th>
      <Table.Td>{pass}</Table.Td>
      <Table.Td>{marginal}</Table.Td>
    </Table.Tr>
  );
}

const namedWords = [
  'udp-direct',
  'udp-relay',
  'tcp',
  'works',
  'fails',
  'wired',
  'wifi',
  'cellular',
  'other',
  'unknown',
] as const;

function useLimitWords(column: RubricColumn, lineClass: LineClass): { pass: string; marginal: string } {
  const t = useText();
  const language = useLanguage();
  if (column.kind === 'range') {
    const { pass, marginal } = limitsIn(column, lineClass);
    return { pass: rangeWords(language, pass, column.unit), marginal: rangeWords(language, marginal, column.unit) };
  }
  const nameOf = (word: string) => {
    const named = namedWords.find((one) => one === word);
    return named === undefined ? word : t(`word-${named}`);
  };
  const list = (words: readonly string[]) => words.map(nameOf).join(', ');
  const proven =
    column.marginalIfProven.length === 0
      ? ''
      : t('proven', { words: list(column.marginalIfProven), count: column.provenBy.length });
  const marginal = [list(column.marginal), proven].filter(Boolean).join(', ');
  return { pass: list(column.pass), marginal: marginal === '' ? '–' : marginal };
}
