/** What must be done before anything else is reachable: the first password's change, then the second step. */
import { Button, Stack, Text, Title } from '@mantine/core';
import { newPasswordSchema } from '@sambung/contract/account';
import type { Staff } from '@sambung/contract/http';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { putPassword } from '../api/accounts.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { sessionQuery } from '../api/queries.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './account.module.css';
import { useDoorText } from './door-messages.ts';
import { NewPasswordField } from './NewPasswordField.tsx';
import { SecondStepSetup } from './SecondStepSetup.tsx';

export function Duties({ staff }: { staff: Staff }) {
  return (
    <div className={classes.duty}>{staff.duties[0] === 'change-password' ? <FirstPassword /> : <SecondStep />}</div>
  );
}

function FirstPassword() {
  const t = useDoorText();
  const client = useQueryClient();
  const [next, setNext] = useState('');
  const [error, setError] = useState<string | undefined>();
  useDocumentTitle(t('firstTitle'));
  const change = useMutation({
    mutationFn: putPassword,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    onError: (problem) => setError(fieldErrors(problem).next),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const right = newPasswordSchema.safeParse(next).success;
    setError(right ? undefined : t('newPasswordError'));
    if (right) change.mutate({ next });
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <Title order={1}>{t('firstTitle')}</Title>
        <Text>{t('firstIntro')}</Text>
        <NewPasswordField value={next} onChange={setNext} error={error} />
        <ProblemAlert error={change.error} />
        <Button type="submit" loading={change.isPending}>
          {t('choose')}
        </Button>
      </Stack>
    </form>
  );
}

function SecondStep() {
  const t = useDoorText();
  const client = useQueryClient();
  useDocumentTitle(t('dutyStepTitle'));
  return (
    <Stack>
      <Title order={1}>{t('dutyStepTitle')}</Title>
      <Text>{t('dutyStepIntro')}</Text>
      <SecondStepSetup onDone={() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey })} />
    </Stack>
  );
}
