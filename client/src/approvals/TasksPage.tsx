/** "Tugas saya": every open step that waits for the reader, with its clock; one by one or several together. */
import { Checkbox, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import type { Task } from '@sambung/contract/task';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tasksQuery } from '../api/queries.ts';
import type { BulkOutcome } from '../api/requests.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './approvals.module.css';
import { BulkPanel, BulkResult } from './BulkPanel.tsx';
import { useText } from './messages.ts';
import { TaskList } from './TaskList.tsx';
import { canJoin, matches, type TaskFilter, taskFilters, taskKey } from './task-list.ts';

const filterWords = { all: 'filterAll', late: 'filterLate', soon: 'filterSoon' } as const;

export function TasksPage() {
  const t = useText();
  const tasks = useQuery(tasksQuery);
  useDocumentTitle(t('tasksTitle'));
  return (
    <>
      <Title order={1} mb="lg">
        {t('tasksTitle')}
      </Title>
      <ProblemAlert error={tasks.data === undefined ? tasks.error : null} onRetry={() => tasks.refetch()} />
      {tasks.isPending && <PageLoading />}
      {tasks.data && <Inbox tasks={tasks.data} />}
    </>
  );
}

function Inbox({ tasks }: { tasks: readonly Task[] }) {
  const t = useText();
  const [filter, setFilter] = useState<TaskFilter>('all');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [result, setResult] = useState<{ outcome: BulkOutcome; tasks: readonly Task[] } | null>(null);
  const shown = tasks.filter((task) => matches(task, filter));
  const joinable = shown.filter(canJoin);
  const chosen = shown.filter((task) => selected.includes(taskKey(task)));
  if (tasks.length === 0)
    return (
      <>
        {result && <BulkResult {...result} />}
        <NoTasks />
      </>
    );
  return (
    <Stack gap="md">
      <div className={classes.filters}>
        <Text>{t('tasksIntro', { count: tasks.length })}</Text>
        <SegmentedControl
          aria-label={t('filterTasks')}
          value={filter}
          onChange={(value) => setFilter(taskFilters.find((one) => one === value) ?? 'all')}
          data={taskFilters.map((one) => ({ value: one, label: t(filterWords[one]) }))}
        />
      </div>
      {joinable.length > 1 && (
        <Checkbox
          size="md"
          classNames={{ body: classes.choice ?? '' }}
          label={t('selectAll')}
          checked={joinable.every((task) => selected.includes(taskKey(task)))}
          indeterminate={chosen.length > 0 && chosen.length < joinable.length}
          onChange={(event) => setSelected(event.currentTarget.checked ? joinable.map(taskKey) : [])}
        />
      )}
      {result && <BulkResult {...result} />}
      {shown.length === 0 && <Text>{t('noneMatch')}</Text>}
      <TaskList
        tasks={shown}
        selection={{
          selected,
          onSelect: (key, on) => setSelected((all) => (on ? [...all, key] : all.filter((one) => one !== key))),
        }}
      />
      {chosen.length > 0 && (
        <BulkPanel
          tasks={chosen}
          onDone={(outcome, decided) => {
            setResult({ outcome, tasks: decided });
            setSelected([]);
          }}
        />
      )}
    </Stack>
  );
}

export function NoTasks() {
  const t = useText();
  return (
    <Paper p="xl" ta="center" withBorder>
      <Text fw={700} fz="lg">
        {t('tasksEmptyTitle')}
      </Text>
      <Text c="dimmed">{t('tasksEmpty')}</Text>
    </Paper>
  );
}
