/** The technicians' board: what is to be tested, being tested, failed, certified. */
import { Text, Title } from '@mantine/core';
import type { RequestSummary } from '@sambung/contract/http';
import { IconActivity, IconCircleDashed, IconCircleX, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { RequestCard } from '../booking/index.ts';
import { formatRelative } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { type Column, testBoard } from './board.ts';
import { EmptyState } from './EmptyState.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';

const columns: {
  name: Column;
  label: 'columnTodo' | 'columnOpen' | 'columnFailed' | 'columnDone';
  icon: typeof IconActivity;
}[] = [
  { name: 'todo', label: 'columnTodo', icon: IconCircleDashed },
  { name: 'open', label: 'columnOpen', icon: IconActivity },
  { name: 'failed', label: 'columnFailed', icon: IconCircleX },
  { name: 'done', label: 'columnDone', icon: IconRosetteDiscountCheck },
];

export function TechnicianPart({ requests, now }: { requests: RequestSummary[]; now: number }) {
  const t = useText();
  const language = useLanguage();
  const board = testBoard(requests, now);
  if (Object.values(board).every((column) => column.length === 0)) {
    return <EmptyState title={t('technicianEmptyTitle')} text={t('technicianEmpty')} />;
  }
  // A failed test is rare; its column appears only when there is one.
  const shown = columns.filter(({ name }) => name !== 'failed' || board.failed.length > 0);
  return (
    <>
      <Text mb="lg">{t('technicianIntro')}</Text>
      <div className={classes.board}>
        {shown.map(({ name, label, icon: Icon }) => (
          <section key={name} className={classes.column} aria-labelledby={`column-${name}`}>
            <Title order={2} id={`column-${name}`} className={classes.columnTitle} data-column={name}>
              <Icon size={20} aria-hidden />
              <span>{t(label)}</span>
              <span className={classes.count}>{board[name].length}</span>
            </Title>
            {board[name].length === 0 ? (
              <Text c="dimmed">{t('columnEmpty')}</Text>
            ) : (
              <ul className={classes.columnList}>
                {board[name].map((request) => (
                  <li key={request.id}>
                    <RequestCard request={request} states={false}>
                      <Text size="sm" mt={4}>
                        {t('startsIn', { when: formatRelative(language, request.startsAt, now) })}
                      </Text>
                    </RequestCard>
                  </li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </>
  );
}
