/** A forgotten password: asks for a link by mail. The answer is the same whether or not the address exists. */
import { Anchor, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { passwordResetRequestSchema } from '@sambung/contract/account';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { postPasswordReset } from '../api/accounts.ts';
import { QueryProvider } from '../api/query.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import { useDoorText } from './door-messages.ts';
import { useText } from './messages.ts';

export function ForgotPage() {
  return (
    <QueryProvider>
      <Forgot />
    </QueryProvider>
  );
}

function Forgot() {
  const t = useDoorText();
  const account = useText();
  const [email, setEmail] = useState('');
  const [error, setError] = useState<string | undefined>();
  const request = useMutation({ mutationFn: postPasswordReset });
  function submit(event: FormEvent) {
    event.preventDefault();
    const right = passwordResetRequestSchema.safeParse({ email: email.trim() }).success;
    setError(right ? undefined : account('emailError'));
    if (right) request.mutate(email.trim());
  }
  return (
    <PublicShell title={t('forgotTitle')}>
      {request.isSuccess ? (
        <Stack role="status">
          <Title order={1}>{t('linkSentTitle')}</Title>
          <Text>{t('linkSent', { email: email.trim() })}</Text>
        </Stack>
      ) : (
        <form noValidate onSubmit={submit}>
          <Stack>
            <Title order={1}>{t('forgotTitle')}</Title>
            <Text>{t('forgotIntro')}</Text>
            <TextInput
              label={account('email')}
              type="email"
              autoComplete="username"
              inputMode="email"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              error={error}
            />
            <ProblemAlert error={request.error} />
            <Button type="submit" loading={request.isPending} fullWidth>
              {t('sendLink')}
            </Button>
          </Stack>
        </form>
      )}
      <Anchor href="/login" mt="lg" display="inline-block">
        {t('backToSignIn')}
      </Anchor>
    </PublicShell>
  );
}
