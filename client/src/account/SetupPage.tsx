/** The first run: the institution and its administrator, once, through the link that the first start printed. */
import { Button, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getSetup } from '../api/http.ts';
import { QueryProvider } from '../api/query.tsx';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import classes from './account.module.css';
import { useText } from './messages.ts';
import { SetupForm } from './SetupForm.tsx';

export function SetupPage() {
  return (
    <QueryProvider>
      <Setup />
    </QueryProvider>
  );
}

function Setup() {
  const t = useText();
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  const setup = useQuery({ queryKey: ['setup'], queryFn: getSetup });
  return (
    <PublicShell title={t('setupTitle')} width={560}>
      {setup.isPending && <PageLoading />}
      <ProblemAlert error={setup.error} onRetry={() => setup.refetch()} />
      {setup.data?.needed === false && (
        <Stack>
          <Title order={1}>{t('setupDoneTitle')}</Title>
          <Text>{t('setupDoneText')}</Text>
          <Button component="a" href="/login">
            {t('toSignIn')}
          </Button>
        </Stack>
      )}
      {setup.data?.needed && (token === '' ? <MissingToken /> : <SetupForm token={token} />)}
    </PublicShell>
  );
}

function MissingToken() {
  const t = useText();
  return (
    <Stack>
      <Title order={1}>{t('noTokenTitle')}</Title>
      <Text>{t('noTokenText')}</Text>
      <span className={classes.address}>{`${window.location.origin}/setup#…`}</span>
      <Text>{t('noTokenNext')}</Text>
    </Stack>
  );
}
