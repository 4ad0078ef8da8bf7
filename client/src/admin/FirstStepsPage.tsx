/** After the first run: letterhead, procedures, mail, checks, people. Every step can be skipped and found again in administration. */
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { institutionQuery } from '../api/admin.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { AdminFrame } from './AdminFrame.tsx';
import classes from './admin.module.css';
import { useFirstStepsText } from './first-steps-messages.ts';
import { InstallationChecks } from './InstallationChecks.tsx';
import { LetterheadSection } from './LetterheadSection.tsx';
import { LogoSection } from './LogoSection.tsx';
import { MailStep } from './MailStep.tsx';
import { ProcedureStep } from './ProcedureStep.tsx';

export function FirstStepsPage() {
  const t = useFirstStepsText();
  const staff = useStaff();
  const institution = useQuery(institutionQuery);
  return (
    <AdminFrame title={t('title')} intro={t('intro')}>
      <ProblemAlert error={institution.error} onRetry={() => institution.refetch()} />
      {institution.isPending && <PageLoading />}
      {institution.data && (
        <>
          <LetterheadSection institution={institution.data} />
          <LogoSection institution={institution.data} />
        </>
      )}
      <ProcedureStep />
      <MailStep />
      {staff.operator && (
        <Paper component="section" className={classes.section} aria-label={t('checks')}>
          <Title order={2}>{t('checks')}</Title>
          <InstallationChecks />
        </Paper>
      )}
      <Paper component="section" className={classes.section} aria-label={t('people')}>
        <Title order={2}>{t('people')}</Title>
        <Text>{t('peopleText')}</Text>
        <Group>
          <Button component={Link} to="/admin/people" variant="default">
            {t('toPeople')}
          </Button>
          <Button component={Link} to="/admin/positions" variant="default">
            {t('toPositions')}
          </Button>
        </Group>
      </Paper>
      <div>
        <Button component={Link} to="/">
          {t('finish')}
        </Button>
        <Text size="sm" mt="xs" c="dimmed">
          {t('later')}
        </Text>
      </div>
    </AdminFrame>
  );
}
