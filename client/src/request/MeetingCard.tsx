/** The way into the meeting: ID, password, link, each to be copied, and joining. */
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { IconVideo } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { formatRange } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { formatRoomCode } from '../ui/room-code.ts';
import { useText } from './messages.ts';
import classes from './request.module.css';

interface Props {
  request: CaseDetail;
  meeting: NonNullable<CaseDetail['meeting']>;
  /** Whether joining is the one thing to do on the page now. */
  primary: boolean;
}

export function MeetingCard({ request, meeting, primary }: Props) {
  const t = useText();
  const language = useLanguage();
  const mayWatch = useStaff().roles.includes('technician');
  const { place, venue, startsAt, endsAt, title, timeZone } = request;
  const code = formatRoomCode(meeting.code);
  const invitation = t('invitation', {
    title,
    when: startsAt && endsAt ? formatRange(language, startsAt, endsAt, timeZone) : '',
    where: place ? `${place.name}, ${place.location}` : (venue ?? ''),
    link: meeting.inviteUrl,
    join: new URL('/join', meeting.inviteUrl).href,
    id: code,
    password: meeting.password,
  });
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="meeting-card">
      <Title order={2} id="meeting-card">
        {t('meeting')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('meetingIntro')}
      </Text>
      <WayIn label={t('meetingId')} copied={meeting.code}>
        <span className={classes.roomCode}>{code}</span>
      </WayIn>
      <WayIn label={t('meetingPassword')} copied={meeting.password}>
        <span className={classes.secret}>{meeting.password}</span>
      </WayIn>
      <WayIn label={t('inviteLink')} copied={meeting.inviteUrl}>
        <span className={classes.secret}>{meeting.inviteUrl}</span>
      </WayIn>
      {meeting.hostUrl && (
        <WayIn label={t('hostLink')} copied={meeting.hostUrl}>
          <span className={classes.secret}>{meeting.hostUrl}</span>
          <Text size="sm" c="dimmed">
            {t('hostLinkHint')}
          </Text>
        </WayIn>
      )}
      <Group mt="lg" gap="sm">
        <Button
          component="a"
          href={meeting.hostUrl ?? meeting.inviteUrl}
          variant={primary ? 'filled' : 'default'}
          leftSection={<IconVideo size={20} aria-hidden />}
        >
          {t('joinMeeting')}
        </Button>
        <CopyButton value={invitation} name={t('inviteLink')} label={t('copyInvitation')} />
        {mayWatch && (
          <Button component={Link} to={`/requests/${request.id}/actual-call`} variant="default">
            {t('watchMeeting')}
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function WayIn({ label, copied, children }: { label: string; copied: string; children: ReactNode }) {
  return (
    <div className={classes.wayIn}>
      <div className={classes.wayInValue}>
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        {children}
      </div>
      <CopyButton value={copied} name={label} />
    </div>
  );
}
