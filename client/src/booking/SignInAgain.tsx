/** Signing in again in place when the session has ended, so that nothing half filled in is left behind. */
import { Anchor, Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { signIn } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';

export function SignInAgain({ onSignedIn }: { onSignedIn: () => void }) {
  const t = useText();
  const staff = useStaff();
  const client = useQueryClient();
  const [open, setOpen] = useState(true);
  const [password, setPassword] = useState('');
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (state) => {
      client.setQueryData(sessionQuery.queryKey, state);
      onSignedIn();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (password !== '') attempt.mutate({ email: staff.email, password });
  }
  if (!open)
    return (
      <Button mb="md" onClick={() => setOpen(true)}>
        {t('signInAgain')}
      </Button>
    );
  return (
    <Modal
      opened
      onClose={() => setOpen(false)}
      title={t('sessionOver')}
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form noValidate onSubmit={submit}>
        <Stack>
          <Text>{t('sessionOverText', { email: staff.email })}</Text>
          <input type="hidden" autoComplete="username" value={staff.email} readOnly />
          <PasswordInput
            label={t('password')}
            autoComplete="current-password"
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
          />
          <ProblemAlert error={attempt.error} />
          <Button type="submit" loading={attempt.isPending}>
            {t('signInAgain')}
          </Button>
          <Anchor href="/login" target="_blank">
            {t('signInElsewhere')}
          </Anchor>
        </Stack>
      </form>
    </Modal>
  );
}
