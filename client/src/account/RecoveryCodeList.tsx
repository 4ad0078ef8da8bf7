/** Recovery codes, shown once: to be copied, printed, or written down. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { CopyButton } from '../ui/CopyButton.tsx';
import classes from './account.module.css';
import { useProfileText } from './profile-messages.ts';

export function RecoveryCodeList({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useProfileText();
  return (
    <Stack>
      <Alert color="amber" title={t('codesTitle')} role="status">
        <Text size="sm" c="var(--ink)">
          {t('codesText')}
        </Text>
      </Alert>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Group>
        <CopyButton value={codes.join('\n')} name={t('codesName')} />
        <Button variant="default" onClick={() => window.print()}>
          {t('print')}
        </Button>
        <Button onClick={onDone}>{t('codesKept')}</Button>
      </Group>
    </Stack>
  );
}
