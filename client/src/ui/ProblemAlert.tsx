/** A problem as a person reads it: what happened, what it means, what to do next, and a way to do it. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { useLanguage } from './i18n.ts';
import { useText } from './messages.ts';
import { problemText } from './problem-text.ts';

interface Props {
  /** What was thrown; nothing is shown for null and undefined. */
  error: unknown;
  /** Offers "try again". */
  onRetry?: (() => void) | undefined;
  /** Further ways on, e.g. a link to sign in. */
  children?: ReactNode;
}

export function ProblemAlert({ error, onRetry, children }: Props) {
  const language = useLanguage();
  const t = useText();
  if (error === null || error === undefined) return null;
  const problem = problemOf(error);
  const { title, meaning, next } = problemText(problem.code, language);
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Text size="sm" c="var(--ink)">
        {meaning} {next}
      </Text>
      {problem.requestId !== undefined && (problem.status === 0 || problem.status >= 500) && (
        <Text size="xs" mt={4} ff="monospace" c="var(--ink)">
          {t('helpCode', { code: problem.requestId })}
        </Text>
      )}
      {(onRetry !== undefined || children) && (
        <Group mt="sm" gap="sm">
          {onRetry !== undefined && (
            <Button variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {children}
        </Group>
      )}
    </Alert>
  );
}
