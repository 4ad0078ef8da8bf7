/** One's own account: profile, password, second step, sessions, and what is stored about oneself. */
import { Button, Paper, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getOwnData, profileQuery } from '../api/accounts.ts';
import { PrivacyNotice } from '../privacy/index.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './account.module.css';
import { Capacity } from './Capacity.tsx';
import { PasswordSection } from './PasswordSection.tsx';
import { ProfileSection } from './ProfileSection.tsx';
import { useProfileText } from './profile-messages.ts';
import { SecondStepSection } from './SecondStepSection.tsx';
import { SessionsSection } from './SessionsSection.tsx';
import { useStaff } from './session.ts';

export function AccountPage() {
  const t = useProfileText();
  const staff = useStaff();
  const profile = useQuery(profileQuery);
  useDocumentTitle(t('title'));
  const data = useMutation({
    mutationFn: getOwnData,
    onSuccess: (own) => saveFile('sambung-data.json', 'application/json', JSON.stringify(own, null, 2)),
  });
  return (
    <div className={classes.page}>
      <Title order={1}>{t('title')}</Title>
      <ProblemAlert error={profile.error} onRetry={() => profile.refetch()} />
      {profile.isPending && <PageLoading />}
      {profile.data && (
        <>
          <ProfileSection profile={profile.data} />
          <Paper component="section" className={classes.section}>
            <Title order={2}>{t('positions')}</Title>
            {staff.positions.length === 0 && <Text>{t('noPosition')}</Text>}
            <ul className={classes.plain}>
              {staff.positions.map(({ id, title, capacity }) => (
                <li key={`${id} ${capacity}`}>
                  <Capacity capacity={capacity} title={title} />
                </li>
              ))}
            </ul>
          </Paper>
          <PasswordSection />
          <SecondStepSection profile={profile.data} />
          <SessionsSection />
          <Paper component="section" className={classes.section}>
            <Title order={2}>{t('data')}</Title>
            <Text>{t('dataText')}</Text>
            <ProblemAlert error={data.error} />
            <Button variant="default" loading={data.isPending} onClick={() => data.mutate()} className={classes.action}>
              {t('download')}
            </Button>
            <PrivacyNotice institution={staff.institution.id} />
          </Paper>
        </>
      )}
    </div>
  );
}
