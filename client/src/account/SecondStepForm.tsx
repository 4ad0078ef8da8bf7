/** The second step of signing in: the code of the authenticator app, or a recovery code. */
import { Button, Stack, Text, TextInput } from '@mantine/core';
import type { SessionState } from '@sambung/contract/http';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { postSecondStep } from '../api/accounts.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDoorText } from './door-messages.ts';

interface Props {
  onSignedIn: (state: SessionState) => void;
  /** Back to the password, for another account. */
  onBack: () => void;
}

export function SecondStepForm({ onSignedIn, onBack }: Props) {
  const t = useDoorText();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | undefined>();
  const attempt = useMutation({ mutationFn: postSecondStep, onSuccess: onSignedIn, onError: () => setCode('') });
  function submit(event: FormEvent) {
    event.preventDefault();
    const short = code.trim().length < 6;
    setError(short ? t('codeError') : undefined);
    if (!short) attempt.mutate(code.trim());
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <Text>{t('codeIntro')}</Text>
        <TextInput
          label={t('code')}
          description={t('codeHelp')}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={20}
          data-autofocus
          autoFocus
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={error}
        />
        <ProblemAlert error={attempt.error} />
        <Button type="submit" loading={attempt.isPending} fullWidth>
          {t('confirm')}
        </Button>
        <Button variant="subtle" onClick={onBack}>
          {t('otherAccount')}
        </Button>
      </Stack>
    </form>
  );
}
