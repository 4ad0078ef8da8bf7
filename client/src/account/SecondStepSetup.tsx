/** Setting up the second step: the picture for the authenticator app, a first code, then the recovery codes, told once. */
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { confirmSecondStep, postSecondStepOffer } from '../api/accounts.ts';
import { hasCode } from '../api/problem.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './account.module.css';
import { useProfileText } from './profile-messages.ts';
import { RecoveryCodeList } from './RecoveryCodeList.tsx';

export function SecondStepSetup({ onDone }: { onDone: () => void }) {
  const t = useProfileText();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | undefined>();
  const { mutate: ask, ...offer } = useMutation({ mutationFn: postSecondStepOffer });
  useEffect(() => ask(), [ask]);
  const confirmation = useMutation({ mutationFn: confirmSecondStep, onError: () => setCode('') });
  function submit(event: FormEvent) {
    event.preventDefault();
    const right = /^\d{6}$/.test(code.replace(/\s/g, ''));
    setError(right ? undefined : t('sixDigits'));
    if (right) confirmation.mutate(code.trim());
  }
  if (confirmation.data) return <RecoveryCodeList codes={confirmation.data.codes} onDone={onDone} />;
  if (!offer.data) return offer.error ? <ProblemAlert error={offer.error} onRetry={() => ask()} /> : <PageLoading />;
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <Text>{t('scan')}</Text>
        <img
          className={classes.qr}
          src={`data:image/svg+xml,${encodeURIComponent(offer.data.qrSvg)}`}
          alt={t('qrAlt')}
          width={208}
          height={208}
        />
        <div>
          <Text size="sm">{t('typeInstead')}</Text>
          <div className={classes.secret}>
            <code>{offer.data.secret.match(/.{1,4}/g)?.join(' ')}</code>
            <CopyButton value={offer.data.secret} name={t('secretName')} />
          </div>
        </div>
        <TextInput
          label={t('firstCode')}
          description={t('firstCodeHelp')}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={7}
          maw={240}
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={error ?? (hasCode(confirmation.error, 'wrong-code') ? t('codeWrong') : undefined)}
        />
        {!hasCode(confirmation.error, 'wrong-code') && <ProblemAlert error={confirmation.error} />}
        <Button type="submit" loading={confirmation.isPending} className={classes.action}>
          {t('turnOn')}
        </Button>
      </Stack>
    </form>
  );
}
