/** Whether mail leaves, and a test; without a mail server the outbox can be read. */
import { Alert, Anchor, Button, Paper, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { mailSettingsQuery, sendTestMail } from '../api/notify.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './admin.module.css';
import { useFirstStepsText } from './first-steps-messages.ts';

export function MailStep() {
  const t = useFirstStepsText();
  const settings = useQuery(mailSettingsQuery);
  const test = useMutation({ mutationFn: sendTestMail });
  return (
    <Paper component="section" className={classes.section} aria-label={t('mail')}>
      <Title order={2}>{t('mail')}</Title>
      <ProblemAlert error={settings.error ?? test.error} />
      {settings.data && (
        <Text>{settings.data.delivering ? t('mailOn', { from: settings.data.from ?? '' }) : t('mailOff')}</Text>
      )}
      {settings.data?.delivering ? (
        <div>
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            {t('test')}
          </Button>
          <div role="status">
            {test.data && (
              <Alert mt="sm" color={test.data.problem === null ? 'green' : 'red'}>
                {test.data.problem === null
                  ? t('testSent', { address: test.data.sentTo })
                  : t('testFailed', { problem: test.data.problem })}
              </Alert>
            )}
          </div>
        </div>
      ) : (
        <Anchor component={Link} to="/admin/outbox">
          {t('toOutbox')}
        </Anchor>
      )}
    </Paper>
  );
}
