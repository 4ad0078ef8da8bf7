/** "Tugas saya" on the home page: what waits for the reader, the first due first. */
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { tasksQuery } from '../api/queries.ts';
import { NoTasks, TaskList } from '../approvals/index.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';

/** More shows further down the queue, fewer keeps the page short. */
const tasksShown = 12;

export function ApproverPart() {
  const t = useText();
  const tasks = useQuery(tasksQuery);
  return (
    <div className={classes.parts}>
      <ProblemAlert error={tasks.data === undefined ? tasks.error : null} onRetry={() => tasks.refetch()} />
      {tasks.isPending && <PageLoading />}
      {tasks.data?.length === 0 && <NoTasks />}
      {tasks.data && tasks.data.length > 0 && (
        <section>
          <Text mb="md">{t('approverIntro', { count: tasks.data.length })}</Text>
          <TaskList tasks={tasks.data.slice(0, tasksShown)} />
        </section>
      )}
      <Group gap="sm">
        {tasks.data && tasks.data.length > 0 && (
          <Button component={Link} to="/tasks" variant="default">
            {t('allTasks')}
          </Button>
        )}
        <Button component={Link} to="/requests" variant="default">
          {t('allRequests')}
        </Button>
      </Group>
    </div>
  );
}
