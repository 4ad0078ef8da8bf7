/** A reason that must be given before something is done: cancelling, recording that nobody came. */
import { Alert, Button, Group, Paper, Text, Textarea } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

interface Props {
  title: string;
  text: string;
  send: string;
  pending: boolean;
  error: unknown;
  onSend: (reason: string) => void;
  onDismiss: () => void;
}

export function ReasonForm({ title, text, send, pending, error, onSend, onDismiss }: Props) {
  const t = useText();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() === '') return input.current?.focus();
    onSend(reason.trim());
  }
  return (
    <Paper component="section" className={classes.subform} aria-label={title}>
      <Text fw={700} mb={4}>
        {title}
      </Text>
      <Alert color="amber" mb="md">
        {text}
      </Alert>
      <form noValidate onSubmit={submit}>
        <Textarea
          ref={input}
          label={t('reason')}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={2_000}
          mb="md"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={missing && reason.trim() === '' ? t('reasonMissing') : undefined}
        />
        <ProblemAlert error={error} />
        <Group gap="sm" mt="sm">
          <Button type="submit" color="red" loading={pending}>
            {send}
          </Button>
          <Button variant="default" onClick={onDismiss}>
            {t('dismiss')}
          </Button>
        </Group>
      </form>
    </Paper>
  );
}
