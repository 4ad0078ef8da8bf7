/** A problem as a person reads it: what happened, what it means, what to do next, and a way to do it. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { problemOf, retryAtOf } from '../api/problem.ts';
import { useLanguage } from './i18n.ts';
import { useText } from './messages.ts';
import { problemText } from './problem-text.ts';
import { useMinutesLeft } from './use-minutes-left.ts';

/** What trying again cannot change. */
const final = ['not-found', 'forbidden'];

function whenAgain(t: ReturnType<typeof useText>, minutesLeft: number): string {
  if (minutesLeft === 0) return t('retryNow');
  return minutesLeft < 1 ? t('retrySoon') : t('retryInMinutes', { count: minutesLeft });
}

interface Props {
  /** What was thrown; nothing is shown for null and undefined. */
  error: unknown;
  /** Offers "try again", unless that could not help. */
  onRetry?: (() => void) | undefined;
  /** Further ways on, e.g. a link to sign in. */
  children?: ReactNode;
}

export function ProblemAlert({ error, onRetry, children }: Props) {
  const language = useLanguage();
  const t = useText();
  const minutesLeft = useMinutesLeft(retryAtOf(error));
  if (error === null || error === undefined) return null;
  const problem = problemOf(error);
  const signIn = problem.code === 'not-signed-in';
  const retry = final.includes(problem.code) ? undefined : onRetry;
  const { title, meaning, next } = problemText(problem.code, language);
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      {problem.detail !== undefined && problem.status < 500 && (
        <Text size="sm" fw={600} c="var(--ink)">
          {problem.detail}
        </Text>
      )}
      <Text size="sm" c="var(--ink)">
        {meaning} {minutesLeft === null ? next : whenAgain(t, minutesLeft)}
      </Text>
      {problem.requestId !== undefined && (problem.status === 0 || problem.status >= 500) && (
        <Text size="xs" mt={4} ff="monospace" c="var(--ink)">
          {t('helpCode', { code: problem.requestId })}
        </Text>
      )}
      {(retry !== undefined || signIn || children) && (
        <Group mt="sm" gap="sm">
          {retry !== undefined && (
            <Button variant="default" onClick={retry}>
              {t('retry')}
            </Button>
          )}
          {signIn && (
            // In another tab, so that what is half filled in here stays.
            <Button component="a" href="/login" target="_blank">
              {t('signInAgain')}
            </Button>
          )}
          {children}
        </Group>
      )}
    </Alert>
  );
}
