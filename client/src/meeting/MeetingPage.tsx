/** `/m/:code`: the way in, the pre-join page, the meeting. */

import { Button, Stack, Text, Title } from '@mantine/core';
import type { Access } from '@sambung/contract/http';
import type { ReactNode } from 'react';
import { Navigate, useParams } from 'react-router';
import { formatRange } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import { formatRoomCode } from '../ui/room-code.ts';
import { useRoomAccess } from './access.ts';
import { useText } from './messages.ts';
import { PasswordForm } from './PasswordForm.tsx';
import { Stay } from './Stay.tsx';

const loadConference = () => import('./Conference.tsx').then((m) => m.Conference);

export function MeetingPage() {
  const { code = '' } = useParams();
  return (
    <Door key={code} code={code} kind="meeting">
      {(access) => <Stay access={access} lead={<MeetingLead access={access} />} loadRoom={loadConference} />}
    </Door>
  );
}

function MeetingLead({ access }: { access: Access }) {
  const t = useText();
  const language = useLanguage();
  return (
    <>
      <Text fw={600}>{formatRange(language, access.startsAt, access.endsAt, access.timeZone)}</Text>
      <Text c="dimmed">{t('prejoinLead')}</Text>
    </>
  );
}

interface DoorProps {
  code: string;
  kind: Access['kind'];
  /** What is behind the door, once it is open. */
  children: (access: Access) => ReactNode;
}

/** Opens a room by invitation, cookie or password; says plainly why it does not open. */
export function Door({ code, kind, children }: DoorProps) {
  const t = useText();
  const { state, retry, grant, askPassword } = useRoomAccess(code);
  switch (state.stage) {
    case 'checking':
    case 'crowded':
      return (
        <PublicShell title={t('joinTitle')}>
          <PageLoading />
          <Text ta="center" role="status">
            {t(state.stage)}
          </Text>
        </PublicShell>
      );
    case 'granted':
      if (state.access.kind === kind) return children(state.access);
      return <Navigate replace to={`/${state.access.kind === 'meeting' ? 'm' : 't'}/${code}`} />;
    case 'password':
      return (
        <PublicShell title={t('joinTitle')}>
          <Stack>
            <Title order={1}>{t('joinTitle')}</Title>
            <Text>{t('passwordLead', { code: formatRoomCode(code) })}</Text>
            <PasswordForm code={code} onGranted={grant} />
          </Stack>
        </PublicShell>
      );
    case 'problem':
      return (
        <PublicShell title={t('joinTitle')}>
          <Stack>
            <Title order={1}>{t('refusedTitle')}</Title>
            <ProblemAlert error={state.error} onRetry={retry} />
            {kind === 'meeting' && (
              <Button variant="default" onClick={askPassword}>
                {t('useAnother')}
              </Button>
            )}
          </Stack>
        </PublicShell>
      );
  }
}
