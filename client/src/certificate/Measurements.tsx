/** Gates and measurements of a run as tables: value, limit, grade as word and icon, and who vouches. */
import { Table, Title } from '@mantine/core';
import type { DriftRow } from '@sambung/contract/actual-call';
import type { CertificateContent } from '@sambung/contract/certificate';
import { categoryNames, gateNames, gradeNames, placeName, trustNames } from '@sambung/contract/certificate-words';
import type { Grade, Judgement, RubricMetric } from '@sambung/contract/rubric';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconEqual,
  IconHelpCircle,
  IconTrendingDown,
  IconTrendingUp,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatNumber } from '../ui/date.ts';
import { type Language, useLanguage } from '../ui/i18n.ts';
import classes from './certificate.module.css';
import { useText } from './messages.ts';

const gradeIcons = {
  pass: IconCircleCheck,
  marginal: IconAlertTriangle,
  fail: IconCircleX,
  'not-measured': IconHelpCircle,
} as const;

function GradeCell({ grade }: { grade: Grade }) {
  const language = useLanguage();
  const Icon = gradeIcons[grade];
  return (
    <>
      <Icon size={16} aria-hidden style={{ verticalAlign: 'text-bottom' }} /> {gradeNames[grade][language]}
    </>
  );
}

export function Gates({ content }: { content: CertificateContent }) {
  const t = useText();
  const language = useLanguage();
  return (
    <Sheet title={t('gates')} heads={[t('gate'), t('seen'), t('result'), t('vouches')]}>
      {content.judgement.gates.map(({ gate, applies, passed, seen, trust }, index) => (
        <Table.Tr key={gate}>
          <Table.Td>
            G{index + 1} {gateNames[gate][language]}
          </Table.Td>
          <Table.Td>{applies ? seen[language] : '–'}</Table.Td>
          <Table.Td>{t(applies ? (passed === true ? 'open' : 'shut') : 'notAsked')}</Table.Td>
          <Table.Td>{applies ? trustNames[trust][language] : '–'}</Table.Td>
        </Table.Tr>
      ))}
    </Sheet>
  );
}

type JudgedColumn = Judgement['rows'][number]['columns'][number];

interface Judged {
  judgement: Pick<Judgement, 'rows'>;
  /** The rubric's. */
  metrics: readonly RubricMetric[];
  /** Of the heading. */
  order?: 2 | 3;
  /** The same numbers of the test, beside these. */
  drift?: readonly DriftRow[];
}

const driftIcons = { better: IconTrendingUp, same: IconEqual, worse: IconTrendingDown } as const;

function DriftCell({ row, unit }: { row: DriftRow | undefined; unit: string }) {
  const t = useText();
  const language = useLanguage();
  if (!row) return <Table.Td>–</Table.Td>;
  const Icon = driftIcons[row.drift];
  return (
    <Table.Td data-drift={row.drift}>
      {formatNumber(language, row.tested)}
      {unit === '' ? '' : ` ${unit}`} <Icon size={16} aria-hidden style={{ verticalAlign: 'text-bottom' }} />{' '}
      {t(`drift_${row.drift}`)}
    </Table.Td>
  );
}

export function Measurements({ judgement, metrics, order = 2, drift }: Judged) {
  const t = useText();
  const language = useLanguage();
  const rules = new Map(metrics.map((metric) => [metric.metric, metric]));
  const limit = ({ limits }: JudgedColumn, words: readonly string[] | undefined) => {
    if (words) return words.map((word) => categoryNames[word]?.[language] ?? word).join(', ');
    const { min, max } = limits?.pass ?? {};
    const text = (value: number) => formatNumber(language, value);
    if (min !== undefined && max !== undefined) return `${text(min)} … ${text(max)}`;
    if (max !== undefined) return t('atMost', { value: text(max) });
    return min === undefined ? '–' : t('atLeast', { value: text(min) });
  };
  const heads = ['', t('metric'), t('where'), t('value'), t('limit'), t('grade'), t('vouches')];
  if (drift) heads.splice(4, 0, t('tested'));
  return (
    <Sheet title={t('measurements')} heads={heads} order={order}>
      {judgement.rows.flatMap(({ metric, code, scope, columns }) =>
        columns.map((column) => {
          const rule = rules.get(metric)?.columns.find(({ statistic }) => statistic === column.statistic);
          const name = [rules.get(metric)?.name[language] ?? metric, rule?.name[language] ?? column.statistic];
          const where = placeName(scope, language);
          return (
            <Table.Tr key={`${code} ${where} ${column.statistic}`} data-grade={column.grade}>
              <Table.Td>{code}</Table.Td>
              <Table.Td>{name.join(', ')}</Table.Td>
              <Table.Td>{where}</Table.Td>
              <Table.Td className={classes.number ?? ''}>{valueWords(column, rule?.unit ?? '', language)}</Table.Td>
              {drift && (
                <DriftCell
                  unit={rule?.unit ?? ''}
                  row={drift.find(
                    (one) =>
                      one.metric === metric &&
                      one.statistic === column.statistic &&
                      placeName(one.scope, language) === where,
                  )}
                />
              )}
              <Table.Td className={classes.number ?? ''}>
                {limit(column, rule?.kind === 'category' ? rule.pass : undefined)}
              </Table.Td>
              <Table.Td>
                <GradeCell grade={column.grade} />
              </Table.Td>
              <Table.Td>{column.trust ? trustNames[column.trust][language] : '–'}</Table.Td>
            </Table.Tr>
          );
        }),
      )}
    </Sheet>
  );
}

function valueWords({ value, interval }: JudgedColumn, unit: string, language: Language): string {
  if (value === null) return '–';
  if (typeof value === 'string') return categoryNames[value]?.[language] ?? value;
  const text = (number: number) => formatNumber(language, number);
  const range = interval ? ` (${text(interval.low)} … ${text(interval.high)})` : '';
  return `${text(value)}${unit === '' ? '' : ` ${unit}`}${range}`;
}

interface SheetProps {
  title: string;
  heads: string[];
  order?: 2 | 3;
  children: ReactNode;
}

function Sheet({ title, heads, order = 2, children }: SheetProps) {
  const t = useText();
  return (
    <section className={classes.section}>
      <Title order={order}>{title}</Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('scroll', { title })}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (head === '' ? <Table.Td key="code" /> : <Table.Th key={head}>{head}</Table.Th>))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </section>
    </section>
  );
}
