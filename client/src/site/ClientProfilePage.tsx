/** The client's own page: reached by a link, without an account, for one conference. What is written is kept as one types. */
import { Alert, Text, Title } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { hasCode } from '../api/problem.ts';
import { QueryProvider } from '../api/query.tsx';
import { getClientProfile, postProfileAccess } from '../api/sites.ts';
import { PrivacyNotice } from '../privacy/index.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import { When } from '../ui/When.tsx';
import { AddressReport } from './AddressReport.tsx';
import { ClientProfileForm } from './ClientProfileForm.tsx';
import { useText } from './messages.ts';

export function ClientProfilePage() {
  const t = useText();
  return (
    <QueryProvider>
      <PublicShell title={t('pageTitle')} width={760}>
        <Title order={1} mb="md">
          {t('pageTitle')}
        </Title>
        <Profile />
      </PublicShell>
    </QueryProvider>
  );
}

/** The link's secret is exchanged once and taken out of the address; a reload goes on with the cookie. */
async function enter() {
  const token = decodeURIComponent(window.location.hash.slice(1));
  if (token === '') return await getClientProfile();
  const profile = await postProfileAccess(token);
  window.history.replaceState(null, '', window.location.pathname);
  return profile;
}

function Profile() {
  const t = useText();
  const profile = useQuery({
    queryKey: ['client-profile'],
    queryFn: enter,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (profile.isPending) return <PageLoading />;
  if (hasCode(profile.error, 'link-not-valid')) {
    return (
      <Alert role="alert" color="amber" icon={<IconLinkOff aria-hidden />} title={t('linkOver')}>
        <Text c="var(--ink)">{t('linkOverText')}</Text>
      </Alert>
    );
  }
  if (!profile.data) return <ProblemAlert error={profile.error} onRetry={() => profile.refetch()} />;
  const { institution, title, startsAt, endsAt, timeZone, observedAddress, submittedAt } = profile.data;
  return (
    <>
      <Text>{t('intro', { institution: institution.name })}</Text>
      <Text fw={700} fz="lg" mt={4}>
        {title}
      </Text>
      {startsAt && endsAt && (
        <Text mb="sm">
          <When startsAt={startsAt} endsAt={endsAt} timeZone={timeZone} />
        </Text>
      )}
      {observedAddress !== null && (
        <Text size="sm" c="dimmed" mb="md">
          {t('observed', { address: observedAddress })}
        </Text>
      )}
      <ClientProfileForm profile={profile.data} />
      {submittedAt !== null && <AddressReport />}
      <PrivacyNotice institution={institution.id} />
    </>
  );
}
