/** Whose connection was bad during the conference, and when. Shown once somebody's was. */
import { Paper, Table, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { useQuery } from '@tanstack/react-query';
import { lineHistoryQuery } from '../api/queries.ts';
import { formatClock } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { LineNumbers } from '../ui/LineNumbers.tsx';
import { useLineText } from '../ui/line-messages.ts';
import classes from './request.module.css';

export function LineHistory({ request }: { request: CaseDetail }) {
  const t = useLineText();
  const language = useLanguage();
  const spells = useQuery(lineHistoryQuery(request.id)).data?.spells ?? [];
  if (spells.length === 0) return null;
  const clock = (at: string) => formatClock(language, at, request.timeZone);
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="line-history">
      <Title order={2} id="line-history" mb="sm">
        {t('historyTitle')}
      </Title>
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(['name', 'state', 'where', 'since', 'until', 'numbers'] as const).map((head) => (
                <Table.Th key={head}>{t(head)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {spells.map(({ displayName, grade, leg, beganAt, lastAt, ...numbers }) => (
              <Table.Tr key={`${displayName} ${beganAt}`}>
                <Table.Td fw={600}>{displayName}</Table.Td>
                <Table.Td>{t(grade)}</Table.Td>
                <Table.Td>{t(`leg_${leg}`)}</Table.Td>
                <Table.Td>{clock(beganAt)}</Table.Td>
                <Table.Td>{clock(lastAt)}</Table.Td>
                <Table.Td>
                  <LineNumbers {...numbers} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
