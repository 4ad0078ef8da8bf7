/** The technicians' board: test calls, preparation, conferences and reports that are theirs, and what is live now. */
import { Anchor, Group, Text, Title } from '@mantine/core';
import type { Task } from '@sambung/contract/task';
import { IconBroadcast, IconFileText, IconPlugConnected, IconTool, IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { casesQuery, tasksQuery } from '../api/queries.ts';
import { TaskList } from '../approvals/index.ts';
import { RequestCard } from '../request/index.ts';
import { useLineText } from '../ui/line-messages.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { type Column, columns, technicianBoard } from './board.ts';
import { EmptyState } from './EmptyState.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';

const looks = {
  test: { label: 'columnTest', icon: IconPlugConnected },
  preparation: { label: 'columnPreparation', icon: IconTool },
  conference: { label: 'columnConference', icon: IconVideo },
  report: { label: 'columnReport', icon: IconFileText },
} as const satisfies Record<Column, object>;

export function TechnicianPart() {
  const t = useText();
  const line = useLineText();
  const tasks = useQuery(tasksQuery);
  const live = useQuery(casesQuery({ view: 'office', state: 'ongoing' }));
  const nothing = tasks.data?.length === 0 && live.data?.total === 0;
  return (
    <div className={classes.parts}>
      <ProblemAlert error={tasks.data === undefined ? tasks.error : null} onRetry={() => tasks.refetch()} />
      {tasks.isPending && <PageLoading />}
      {live.data && live.data.total > 0 && (
        <section>
          <Title order={2} mb="md" className={classes.columnTitle} data-column="open">
            <IconBroadcast size={22} aria-hidden />
            <span>{t('liveNow')}</span>
          </Title>
          <ul className={classes.cards}>
            {live.data.items.map((request) => (
              <li key={request.id}>
                <RequestCard request={request} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {nothing && <EmptyState title={t('technicianEmptyTitle')} text={t('technicianEmpty')} />}
      {tasks.data && tasks.data.length > 0 && <Board tasks={tasks.data} />}
      <Group gap="lg">
        <Anchor component={Link} to="/running">
          {line('runningTitle')}
        </Anchor>
        <Anchor component={Link} to="/requests">
          {t('allRequests')}
        </Anchor>
        <Anchor component={Link} to="/certificates">
          {t('certificates')}
        </Anchor>
        <Anchor component={Link} to="/sites">
          {t('clientSites')}
        </Anchor>
        <Anchor component={Link} to="/admin/equipment">
          {t('equipment')}
        </Anchor>
      </Group>
    </div>
  );
}

function Board({ tasks }: { tasks: readonly Task[] }) {
  const t = useText();
  const board = technicianBoard(tasks);
  return (
    <div className={classes.board}>
      {columns
        .filter((name) => board[name].length > 0)
        .map((name) => {
          const { label, icon: Icon } = looks[name];
          return (
            <section key={name} className={classes.column} aria-labelledby={`column-${name}`}>
              <Title order={2} id={`column-${name}`} className={classes.columnTitle} data-column={name}>
                <Icon size={20} aria-hidden />
                <span>{t(label)}</span>
                <Text span className={classes.count}>
                  {board[name].length}
                </Text>
              </Title>
              <TaskList tasks={board[name]} />
            </section>
          );
        })}
    </div>
  );
}
