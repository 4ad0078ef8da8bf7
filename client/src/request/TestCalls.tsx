/** The test calls of a request; a technician opens a new one here. */
import { Button, Paper, Text, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import { useText as useOpeningText } from './opening-messages.ts';
import { testCallState } from './progress.ts';
import classes from './request.module.css';
import { TestBadge } from './StateBadge.tsx';
import { TestCallOpeningForm } from './TestCallOpeningForm.tsx';

export function TestCalls({ request, primary }: { request: CaseDetail; primary: boolean }) {
  const t = useText();
  const o = useOpeningText();
  const language = useLanguage();
  const staff = useStaff();
  const newestFirst = [...request.testCalls].sort((a, b) => b.openedAt.localeCompare(a.openedAt));
  const running = newestFirst.some((call) => testCallState(call) === 'open');
  const mayWatch = staff.roles.includes('technician');
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="test-calls">
      <Title order={2} id="test-calls" mb="sm">
        {t('testCalls')}
      </Title>
      {request.testLeftOut && (
        <Text mb="md">
          {t('testLeftOut', { name: request.testLeftOut.byName, reason: request.testLeftOut.reason })}
        </Text>
      )}
      {newestFirst.length === 0 && !request.testLeftOut && <Text mb="md">{t('testCallsEmpty')}</Text>}
      {newestFirst.length > 0 && (
        <ul className={classes.timeline}>
          {newestFirst.map((call) => {
            const state = testCallState(call);
            const when = formatDateTime(language, call.openedAt, request.timeZone);
            return (
              <li key={call.id} className={classes.testCall}>
                <div>
                  <Text fw={600}>
                    {o(`kind_${call.kind}`)} · {o('attempt', { attempt: call.attempt })}
                  </Text>
                  <TestBadge state={state} kind={call.kind} />
                  <Text size="sm" c="dimmed" mt={4}>
                    {t('testCallOpenedAt', { when })}
                  </Text>
                  {call.diagnosis.length > 0 && (
                    <Text size="sm">
                      {o('repair', {
                        list: call.diagnosis
                          .map((one) => o(one === 'other' ? 'repair_else' : `repair_${one}`))
                          .join(', '),
                      })}
                    </Text>
                  )}
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
      {request.may.openTestCall && <TestCallOpeningForm request={request} primary={primary && !running} />}
    </Paper>
  );
}
