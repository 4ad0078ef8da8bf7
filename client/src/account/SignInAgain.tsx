/** Signing in again in place when the session has ended, so that nothing half filled in is left behind. */
import { Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import type { SessionState } from '@sambung/contract/http';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { signIn, signOut } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDoorText } from './door-messages.ts';
import { SecondStepForm } from './SecondStepForm.tsx';
import { useStaff } from './session.ts';

/** Shown when a request was answered with `not-signed-in`; `onSignedIn` sends again what was refused. Closed, it leaves a button to open it again. */
export function SignInAgain({ onSignedIn }: { onSignedIn: () => void }) {
  const t = useDoorText();
  const staff = useStaff();
  const client = useQueryClient();
  const [open, setOpen] = useState(true);
  const [awaitsCode, setAwaitsCode] = useState(false);
  const [password, setPassword] = useState('');
  function enter(state: SessionState) {
    if (state.staff === null) return setAwaitsCode(state.secondStep);
    client.setQueryData(sessionQuery.queryKey, state);
    onSignedIn();
  }
  const attempt = useMutation({ mutationFn: signIn, onSuccess: enter });
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
      {awaitsCode ? (
        <SecondStepForm
          onSignedIn={enter}
          onBack={() => {
            setAwaitsCode(false);
            void signOut();
          }}
        />
      ) : (
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
          </Stack>
        </form>
      )}
    </Modal>
  );
}
