/** Choosing a password through a link from the mail; the secret is in the address's fragment. */
import { Button, Stack, Text, Title } from '@mantine/core';
import { newPasswordSchema } from '@sambung/contract/account';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { postNewPassword } from '../api/accounts.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { hasCode } from '../api/problem.ts';
import { QueryProvider } from '../api/query.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import { useDoorText } from './door-messages.ts';
import { NewPasswordField } from './NewPasswordField.tsx';

export function PasswordPage() {
  return (
    <QueryProvider>
      <Choose />
    </QueryProvider>
  );
}

function Choose() {
  const t = useDoorText();
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | undefined>();
  const change = useMutation({
    mutationFn: postNewPassword,
    onError: (problem) => setError(fieldErrors(problem).password),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const right = newPasswordSchema.safeParse(password).success;
    setError(right ? undefined : t('newPasswordError'));
    if (right) change.mutate({ token, password });
  }
  const ended = token === '' || hasCode(change.error, 'link-not-valid');
  return (
    <PublicShell title={t('chooseTitle')}>
      {change.isSuccess && (
        <Stack role="status">
          <Title order={1}>{t('chosenTitle')}</Title>
          <Text>{t('chosenText')}</Text>
          <Button component="a" href="/login">
            {t('backToSignIn')}
          </Button>
        </Stack>
      )}
      {!change.isSuccess && ended && (
        <Stack>
          <Title order={1}>{t('noLinkTitle')}</Title>
          {token === '' ? <Text>{t('noLinkText')}</Text> : <ProblemAlert error={change.error} />}
          <Button component="a" href="/forgot">
            {t('askAgain')}
          </Button>
        </Stack>
      )}
      {!change.isSuccess && !ended && (
        <form noValidate onSubmit={submit}>
          <Stack>
            <Title order={1}>{t('chooseTitle')}</Title>
            <Text>{t('chooseIntro')}</Text>
            <NewPasswordField value={password} onChange={setPassword} error={error} />
            <ProblemAlert error={change.error} />
            <Button type="submit" loading={change.isPending} fullWidth>
              {t('choose')}
            </Button>
          </Stack>
        </form>
      )}
    </PublicShell>
  );
}
