/** Where one is signed in, and ending it. */
import { Badge, Button, Paper, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { accountSessionsQuery, endOtherSessions, endSessionOf } from '../api/accounts.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './account.module.css';
import { useProfileText } from './profile-messages.ts';
import { useStaff } from './session.ts';

export function SessionsSection() {
  const t = useProfileText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const client = useQueryClient();
  const sessions = useQuery(accountSessionsQuery);
  const end = useMutation({
    mutationFn: (key: string | null) => (key === null ? endOtherSessions() : endSessionOf(key)),
    onSettled: () => client.invalidateQueries({ queryKey: accountSessionsQuery.queryKey }),
  });
  return (
    <Paper component="section" className={classes.section}>
      <Title order={2}>{t('sessions')}</Title>
      <Text>{t('sessionsText')}</Text>
      <ProblemAlert error={sessions.error ?? end.error} onRetry={() => sessions.refetch()} />
      <ul className={classes.sessions}>
        {sessions.data?.map(({ key, device, current, signedInAt, lastSeenAt }) => {
          const name = device === '' ? t('unknownDevice') : device;
          return (
            <li key={key}>
              <div>
                <Text fw={600}>
                  {name} {current && <Badge color="teal">{t('thisSession')}</Badge>}
                </Text>
                <Text size="sm" c="dimmed">
                  {t('since', { at: formatDateTime(language, signedInAt, timeZone) })}
                </Text>
                <Text size="sm" c="dimmed">
                  {t('lastSeen', { at: formatDateTime(language, lastSeenAt, timeZone) })}
                </Text>
              </div>
              {!current && (
                <Button variant="default" aria-label={t('endNamed', { device: name })} onClick={() => end.mutate(key)}>
                  {t('end')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {(sessions.data?.length ?? 0) > 1 && (
        <Button variant="default" className={classes.action} loading={end.isPending} onClick={() => end.mutate(null)}>
          {t('endOthers')}
        </Button>
      )}
    </Paper>
  );
}
