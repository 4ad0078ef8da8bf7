/** Deciding several tasks at once: one instruction, one outcome each. */
import { Alert, Button, Group, Paper, Radio, Text, Textarea } from '@mantine/core';
import type { Task } from '@sambung/contract/task';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { tasksQuery } from '../api/queries.ts';
import { type BulkOutcome, postTaskDecisions } from '../api/requests.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { problemText } from '../ui/problem-text.ts';
import classes from './approvals.module.css';
import { useText } from './messages.ts';
import { type BulkDecisionKind, commonDecisions, taskKey } from './task-list.ts';

interface Props {
  tasks: readonly Task[];
  onDone: (outcome: BulkOutcome, tasks: readonly Task[]) => void;
}

export function BulkPanel({ tasks, onDone }: Props) {
  const t = useText();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<BulkDecisionKind | null>(null);
  const [instruction, setInstruction] = useState('');
  const may = commonDecisions(tasks);
  const decision = may.find((one) => one === chosen) ?? may[0];
  const deciding = useMutation({
    mutationFn: (kind: BulkDecisionKind) =>
      postTaskDecisions({
        items: tasks.map(({ requestId, stepId, version }) => ({ requestId, stepId, version })),
        decision: kind,
        ...(kind === 'dispose' && instruction.trim() !== '' ? { instruction: instruction.trim() } : {}),
      }),
    onSuccess: (outcome) => {
      onDone(outcome, tasks);
      void client.invalidateQueries({ queryKey: tasksQuery.queryKey });
      void client.invalidateQueries({ queryKey: ['requests'] });
    },
  });
  return (
    <Paper component="section" className={classes.bulk} aria-label={t('bulkDecide')}>
      <div className={classes.form}>
        <Text fw={700} role="status">
          {t('bulkTitle', { count: tasks.length })}
        </Text>
        {may.length === 0 && <Text>{t('bulkNone')}</Text>}
        {may.length > 1 && (
          <Radio.Group
            label={t('bulkDecision')}
            value={decision ?? ''}
            onChange={(value) => setChosen(may.find((one) => one === value) ?? null)}
          >
            <div className={classes.checkStates}>
              {may.map((one) => (
                <Radio key={one} className={classes.choice ?? ''} value={one} label={t(one)} />
              ))}
            </div>
          </Radio.Group>
        )}
        {decision === 'dispose' && (
          <Textarea
            label={t('instructionOptional')}
            autosize
            minRows={1}
            maxLength={2_000}
            value={instruction}
            onChange={(event) => setInstruction(event.currentTarget.value)}
          />
        )}
        <ProblemAlert error={deciding.error} />
        {decision && (
          <Group>
            <Button loading={deciding.isPending} onClick={() => deciding.mutate(decision)}>
              {t(decision)}
            </Button>
          </Group>
        )}
      </div>
    </Paper>
  );
}

/** What became of each: how many were saved, and every one that was not, with the reason. */
export function BulkResult({ outcome, tasks }: { outcome: BulkOutcome; tasks: readonly Task[] }) {
  const t = useText();
  const language = useLanguage();
  const failed = outcome.outcomes.filter(({ problem }) => problem !== null);
  const saved = outcome.outcomes.length - failed.length;
  return (
    <div role="status">
      {saved > 0 && (
        <Alert color="teal" mb="sm">
          {t('bulkDone', { count: saved })}
        </Alert>
      )}
      {failed.map(({ requestId, stepId, problem }) => {
        const task = tasks.find((one) => taskKey(one) === taskKey({ requestId, stepId }));
        const { title, meaning, next } = problemText(problem ?? '', language);
        return (
          <Alert key={stepId} color="red" mb="sm" title={t('bulkFailed', { title: task?.title ?? '' })}>
            {title}. {meaning} {next}
          </Alert>
        );
      })}
    </div>
  );
}
