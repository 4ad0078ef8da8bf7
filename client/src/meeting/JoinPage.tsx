/** `/join`: a meeting ID and a password, for those who have no link at hand. */
import { Stack, Text, Title } from '@mantine/core';
import { useNavigate } from 'react-router';
import { PublicShell } from '../ui/PublicShell.tsx';
import { useText } from './messages.ts';
import { PasswordForm } from './PasswordForm.tsx';

export function JoinPage() {
  const t = useText();
  const navigate = useNavigate();
  return (
    <PublicShell title={t('joinTitle')}>
      <Stack>
        <Title order={1}>{t('joinTitle')}</Title>
        <Text>{t('joinLead')}</Text>
        <PasswordForm
          onGranted={(access) => void navigate(`/${access.kind === 'meeting' ? 'm' : 't'}/${access.code}`)}
        />
      </Stack>
    </PublicShell>
  );
}
