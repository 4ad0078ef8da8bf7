/** An address that leads nowhere, and the ways back. */
import { Button, Stack, Text, Title } from '@mantine/core';
import { useText } from './messages.ts';
import { PublicShell } from './PublicShell.tsx';

export function NotFoundPage() {
  const t = useText();
  return (
    <PublicShell title={t('notFoundTitle')}>
      <Stack>
        <Title order={1}>{t('notFoundTitle')}</Title>
        <Text>{t('notFoundText')}</Text>
        <Button component="a" href="/">
          {t('toHome')}
        </Button>
        <Button component="a" href="/join" variant="default">
          {t('join')}
        </Button>
      </Stack>
    </PublicShell>
  );
}
