/** Approving, or refusing with a reason. A decision on an older state is not stored; the panel then shows the newest. */
import { Alert, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import type { DecisionInput, RequestDetail } from '@sambung/contract/http';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { postDecision } from '../api/http.ts';
import { hasCode } from '../api/problem.ts';
import { requestQuery, requestsQuery } from '../api/queries.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './approvals.module.css';
import { useText } from './messages.ts';

export function DecisionPanel({ request }: { request: RequestDetail }) {
  const t = useText();
  const client = useQueryClient();
  const key = requestQuery(request.id).queryKey;
  const [refusing, setRefusing] = useState(false);
  const decision = useMutation({
    mutationFn: (input: DecisionInput) => postDecision(request.id, input),
    onSuccess: (decided) => {
      client.setQueryData(key, decided);
      void client.invalidateQueries({ queryKey: requestsQuery.queryKey, exact: true });
    },
    // Somebody else may have been first: read what is true now.
    onError: (error) => {
      if (hasCode(error, 'already-decided')) setRefusing(false);
      return client.invalidateQueries({ queryKey: requestsQuery.queryKey });
    },
  });
  // A reason that is being written stays on the screen even when somebody else decides meanwhile; sending it then says so.
  const choosing = (request.may.decide || refusing) && !decision.isSuccess;
  if (!choosing && decision.isIdle) return null;
  return (
    <div>
      <div role="status">
        {decision.data && (
          <Alert color="teal" icon={<IconCheck aria-hidden />}>
            {t(decision.data.state === 'approved' ? 'approved' : 'refused')}
          </Alert>
        )}
      </div>
      {decision.error !== null && (
        <div className={classes.problem}>
          <ProblemAlert error={decision.error} />
        </div>
      )}
      {choosing && (
        <Choice
          refusing={refusing}
          onRefusing={setRefusing}
          pending={decision.isPending}
          onApprove={() => decision.mutate({ decision: 'approve', version: request.version })}
          onRefuse={(reason) => decision.mutate({ decision: 'refuse', version: request.version, reason })}
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  refusing: boolean;
  onRefusing: (refusing: boolean) => void;
  pending: boolean;
  onApprove: () => void;
  onRefuse: (reason: string) => void;
}

function Choice({ refusing, onRefusing, pending, onApprove, onRefuse }: ChoiceProps) {
  const t = useText();
  const [reason, setReason] = useState('');
  const [failed, setFailed] = useState(false);
  const reasonRef = useRef<HTMLTextAreaElement>(null);

  function refuse(event: FormEvent) {
    event.preventDefault();
    const given = reason.trim();
    setFailed(given === '');
    if (given === '') return reasonRef.current?.focus();
    onRefuse(given);
  }

  return (
    <Paper component="section" className={classes.panel} aria-labelledby="decision">
      <Title order={2} id="decision">
        {t('title')}
      </Title>
      <Text mt={4} mb="md">
        {t('intro')}
      </Text>
      {refusing ? (
        <form noValidate onSubmit={refuse}>
          <Stack>
            <Textarea
              ref={reasonRef}
              label={t('reason')}
              description={t('reasonHelp')}
              required
              autosize
              minRows={3}
              maxLength={2_000}
              autoFocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={failed && reason.trim() === '' ? t('reasonError') : undefined}
            />
            <Group gap="sm">
              <Button type="submit" color="red" loading={pending}>
                {t('confirmRefuse')}
              </Button>
              <Button variant="default" onClick={() => onRefusing(false)}>
                {t('cancel')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Group gap="sm">
          <Button loading={pending} onClick={onApprove} leftSection={<IconCheck size={20} aria-hidden />}>
            {t('approve')}
          </Button>
          <Button variant="default" onClick={() => onRefusing(true)}>
            {t('refuse')}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
