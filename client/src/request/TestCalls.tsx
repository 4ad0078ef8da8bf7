/** The test calls of a request; a technician opens a new one here. */
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import type { TestCallOpening } from '@sambung/contract/test-run';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { useStaff } from '../account/index.ts';
import { postTestCall } from '../api/http.ts';
import { caseQuery } from '../api/queries.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import { testCallState } from './progress.ts';
import classes from './request.module.css';
import { TestBadge } from './StateBadge.tsx';

export function TestCalls({ request, primary }: { request: CaseDetail; primary: boolean }) {
  const t = useText();
  const language = useLanguage();
  const staff = useStaff();
  const navigate = useNavigate();
  const client = useQueryClient();
  const opening = useMutation({
    mutationFn: (input: Partial<TestCallOpening>) => postTestCall(request.id, input),
    onSuccess: (call) => {
      void client.invalidateQueries({ queryKey: caseQuery(request.id).queryKey });
      navigate(`/test-calls/${call.id}`);
    },
  });
  const newestFirst = [...request.testCalls].sort((a, b) => b.openedAt.localeCompare(a.openedAt));
  const running = newestFirst.some((call) => testCallState(call) === 'open');
  const mayWatch = staff.roles.includes('technician');
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="test-calls">
      <Title order={2} id="test-calls" mb="sm">
        {t('testCalls')}
      </Title>
      {newestFirst.length === 0 && <Text mb="md">{t('testCallsEmpty')}</Text>}
      {newestFirst.length > 0 && (
        <ul className={classes.timeline}>
          {newestFirst.map((call) => {
            const state = testCallState(call);
            const when = formatDateTime(language, call.openedAt, request.timeZone);
            return (
              <li key={call.id} className={classes.testCall}>
                <div>
                  <TestBadge state={state} />
                  <Text size="sm" c="dimmed" mt={4}>
                    {t('testCallOpenedAt', { when })}
                  </Text>
                </div>
                {mayWatch && (
                  <Button
                    component={Link}
                    to={`/test-calls/${call.id}`}
                    variant={state === 'open' && primary ? 'filled' : 'default'}
                  >
                    {t(state === 'open' ? 'continueTestCall' : 'viewTestCall')}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <ProblemAlert error={opening.error} />
      {request.may.openTestCall && (
        <Group mt="md">
          <Button
            variant={primary && !running ? 'filled' : 'default'}
            loading={opening.isPending}
            leftSection={<IconPlugConnected size={20} aria-hidden />}
            onClick={() => opening.mutate({})}
          >
            {t(newestFirst.length === 0 ? 'openTestCall' : 'openAnotherTestCall')}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
