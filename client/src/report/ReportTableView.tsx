/** A report as a table: typed cells in the reader's language, times with their zone, shares with a light, a word and an icon. */
import { Anchor, Table } from '@mantine/core';
import type { ColumnKind, ReportCell, ReportTable } from '@sambung/contract/report';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { formatDateTime, formatNumber } from '../ui/date.ts';
import { type Language, useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './report.module.css';

interface Props {
  table: ReportTable;
  caption: string;
}

export function ReportTableView({ table, caption }: Props) {
  const t = useText();
  const language = useLanguage();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <section className={classes.scroll} tabIndex={0} aria-label={t('scroll', { title: t(table.report) })}>
      <Table className={classes.table ?? ''} captionSide="top" verticalSpacing="sm">
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map(({ key, label, kind }) => (
              <Table.Th key={key} scope="col" className={isNumber(kind) ? (classes.number ?? '') : ''}>
                {label[language]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map(({ requestId, cells }, index) => (
            <Table.Tr key={requestId ?? `row-${table.page}-${index}`}>
              {table.columns.map(({ key, kind }, column) => (
                <Table.Td key={key} className={isNumber(kind) ? (classes.number ?? '') : ''}>
                  {column === 0 && requestId !== null ? (
                    <Anchor component={Link} to={`/requests/${requestId}`}>
                      {cellWords(cells[column] ?? null, kind, table.timeZone, language)}
                    </Anchor>
                  ) : (
                    <Cell cell={cells[column] ?? null} kind={kind} table={table} column={key} />
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

const isNumber = (kind: ColumnKind) => kind !== 'text' && kind !== 'instant';

function cellWords(cell: ReportCell, kind: ColumnKind, timeZone: string, language: Language): string {
  if (cell === null) return '–';
  if (typeof cell === 'object') return cell[language];
  if (typeof cell === 'number')
    return kind === 'percent' ? `${formatNumber(language, cell)} %` : formatNumber(language, cell);
  return kind === 'instant' ? formatDateTime(language, cell, timeZone) : cell;
}

function Cell({
  cell,
  kind,
  table,
  column,
}: {
  cell: ReportCell;
  kind: ColumnKind;
  table: ReportTable;
  column: string;
}) {
  const language = useLanguage();
  const words = cellWords(cell, kind, table.timeZone, language);
  return column === 'kept' && typeof cell === 'number' ? <Light percent={cell} words={words} /> : words;
}

/** From here on a step is kept well, or still fairly. Higher asks more of the office before the light is green. */
const lights = { good: 95, fair: 80 };

function Light({ percent, words }: { percent: number; words: string }) {
  const t = useText();
  const light = percent >= lights.good ? 'good' : percent >= lights.fair ? 'fair' : 'bad';
  const [Icon, color] = {
    good: [IconCircleCheck, 'green'] as const,
    fair: [IconAlertTriangle, 'amber'] as const,
    bad: [IconCircleX, 'red'] as const,
  }[light];
  return (
    <span className={classes.light}>
      <Icon size={18} aria-hidden color={`var(--mantine-color-${color}-7)`} />
      {words} · {t(light)}
    </span>
  );
}
