/** At the door: why one waits, what was told from inside. Nothing to press; it opens by itself. */
import { Alert, Loader, Stack, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { PublicShell } from '../ui/PublicShell.tsx';
import { useCompanyText } from './company-messages.ts';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

const words = {
  waiting: { title: 'outsideTitle', text: 'outsideText' },
  locked: { title: 'lockedTitle', text: 'lockedText' },
  crowded: { title: 'crowdedTitle', text: 'crowdedText' },
} as const;

export function Outside({ session, title }: { session: MeetingSession; title: string }) {
  const t = useCompanyText();
  const { outside } = useStore(session.store);
  const { wordFromInside } = useStore(session.company.store);
  const heading = useRef<HTMLHeadingElement>(null);
  const { title: heads, text } = words[outside ?? 'waiting'];
  useEffect(() => heading.current?.focus(), []);
  return (
    <PublicShell title={title} width={520}>
      <Stack gap="lg">
        <Title order={1} ref={heading} tabIndex={-1}>
          {t(heads)}
        </Title>
        <Text fw={600}>{title}</Text>
        <Text role="status">{t(text)}</Text>
        {outside === 'locked' ? <IconLock size={40} aria-hidden /> : <Loader aria-hidden />}
        <div aria-live="polite">
          {wordFromInside !== null && (
            <Alert title={t('wordFromInside')} color="teal">
              {wordFromInside}
            </Alert>
          )}
        </div>
      </Stack>
    </PublicShell>
  );
}
