/** The client site profile on a request's page: whether it is there, the link for the client, what it says. */
import { Alert, Anchor, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import type { SiteProfile } from '@sambung/contract/site';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { deleteInvitation, getSiteProfile, postInvitation } from '../api/sites.ts';
import { Answers } from '../form/index.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';

interface Props {
  requestId: string;
  timeZone: string;
  /** Whether the reader may invite and revoke. */
  mayInvite: boolean;
}

export function SiteProfileCard({ requestId, timeZone, mayInvite }: Props) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const queryKey = ['site-profile', requestId];
  const profile = useQuery({ queryKey, queryFn: () => getSiteProfile(requestId) });
  const [reading, setReading] = useState(false);
  const isOfficer = useStaff().roles.some((role) => role !== 'requester');
  const revoking = useMutation({
    mutationFn: () => deleteInvitation(requestId),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
  if (!profile.data?.form) return null;
  const { form, values, submittedAt, submittedByName, required, link, expiresAt, site, preferredTests } = profile.data;
  const time = (at: string, zone = timeZone) => formatDateTime(language, at, zone);
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby="site-profile">
      <Title order={2} id="site-profile" mb="xs">
        {t('cardTitle')}
      </Title>
      <Text>
        {submittedAt === null
          ? t('cardWaiting')
          : t('cardSent', { time: time(submittedAt), name: submittedByName || '–' })}
      </Text>
      {!required && (
        <Text size="sm" c="dimmed">
          {t('cardOptional')}
        </Text>
      )}
      {site && isOfficer && (
        <Anchor component={Link} to={`/sites/${site.id}`} size="sm">
          {site.name}
        </Anchor>
      )}
      {site && <Text size="sm">{t('addresses', { list: site.addresses.join(', ') || '–' })}</Text>}
      {preferredTests.length > 0 && (
        <>
          <Text size="sm" fw={600} mt="xs">
            {t('preferred')}
          </Text>
          {preferredTests.map(({ startsAt, timeZone: zone }) => (
            <Text size="sm" key={startsAt}>
              {time(startsAt, zone)}
              {zone !== timeZone && ` · ${time(startsAt)}`}
            </Text>
          ))}
        </>
      )}
      {link !== null && mayInvite && (
        <Alert color="teal" mt="sm">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{expiresAt && t('expires', { time: time(expiresAt) })}</Text>
            <Group gap="xs">
              <CopyButton value={link} name={t('link')} label={t('link')} />
              <Button variant="default" color="red" loading={revoking.isPending} onClick={() => revoking.mutate()}>
                {t('revoke')}
              </Button>
            </Group>
          </Group>
        </Alert>
      )}
      <Group mt="sm" gap="sm">
        {submittedAt !== null && (
          <Anchor component="button" type="button" aria-expanded={reading} onClick={() => setReading(!reading)}>
            {t('read')}
          </Anchor>
        )}
      </Group>
      {reading && <Answers form={form} values={values} />}
      {mayInvite && (
        <Invite requestId={requestId} profile={profile.data} onSent={(next) => client.setQueryData(queryKey, next)} />
      )}
    </Paper>
  );
}

function Invite({
  requestId,
  profile,
  onSent,
}: {
  requestId: string;
  profile: SiteProfile;
  onSent: (next: SiteProfile) => void;
}) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const sending = useMutation({
    mutationFn: () => postInvitation(requestId, { name, email }),
    onSuccess: (next) => {
      onSent(next);
      setOpen(false);
    },
  });
  const refused = sending.error ? fieldErrors(sending.error) : {};

  function submit(event: FormEvent) {
    event.preventDefault();
    sending.mutate();
  }

  if (!open) {
    return (
      <Button mt="sm" variant="default" onClick={() => setOpen(true)}>
        {t(profile.link === null && profile.submittedAt === null ? 'invite' : 'inviteAgain')}
      </Button>
    );
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack mt="sm">
        <Text size="sm">{t('inviteHelp')}</Text>
        <TextInput
          label={t('clientName')}
          required
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={refused.name}
        />
        <TextInput
          label={t('clientEmail')}
          required
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={refused.email}
        />
        {Object.keys(refused).length === 0 && <ProblemAlert error={sending.error} />}
        <Group gap="sm">
          <Button type="submit" loading={sending.isPending}>
            {t('send')}
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
