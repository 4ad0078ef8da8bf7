/** A first password, shown once to whoever hands it on. */
import { Alert, Stack, Text } from '@mantine/core';
import { CopyButton } from '../ui/CopyButton.tsx';
import classes from './admin.module.css';
import { usePeopleText } from './people-messages.ts';

export function FirstPassword({ name, password }: { name: string; password: string }) {
  const t = usePeopleText();
  return (
    <Alert color="amber" title={t('firstPassword')} role="status">
      <Stack gap="sm">
        <Text size="sm" c="var(--ink)">
          {t('firstPasswordText', { name })}
        </Text>
        <code className={classes.secret}>{password}</code>
        <div>
          <CopyButton value={password} name={t('firstPassword')} />
        </div>
      </Stack>
    </Alert>
  );
}
