/** Who was in the conference, how long, and the list as a file. Shown once somebody has been there. */
import { Button, Group, Paper, Table, Text, Title } from '@mantine/core';
import type { Attendee } from '@sambung/contract/attendance';
import type { CaseDetail } from '@sambung/contract/request';
import { useQuery } from '@tanstack/react-query';
import { attendanceQuery } from '../api/queries.ts';
import { attendanceFile } from '../api/requests.ts';
import { formatClock, formatDuration } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './request.module.css';

const formats = ['pdf', 'xlsx', 'csv'] as const;

export function Attendance({ request }: { request: CaseDetail }) {
  const t = useText();
  const language = useLanguage();
  const { attendees = [] } = useQuery(attendanceQuery(request.id)).data ?? {};
  if (attendees.length === 0) return null;
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="attendance">
      <Title order={2} id="attendance" mb="sm">
        {t('attendance')}
      </Title>
      <Table.ScrollContainer minWidth={320}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('attendeeName')}</Table.Th>
              <Table.Th>{t('attendeeStays')}</Table.Th>
              <Table.Th>{t('attendeeTotal')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {attendees.map((attendee) => (
              <AttendeeRow key={attendee.participantId} attendee={attendee} timeZone={request.timeZone} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group gap="sm" mt="md">
        <Text size="sm">{t('attendanceFile')}</Text>
        {formats.map((format) => (
          <Button
            key={format}
            component="a"
            href={attendanceFile(request.id, format, language)}
            download
            variant="default"
            size="compact-md"
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </Group>
    </Paper>
  );
}

function AttendeeRow({ attendee, timeZone }: { attendee: Attendee; timeZone: string }) {
  const t = useText();
  const language = useLanguage();
  const clock = (at: string) => formatClock(language, at, timeZone);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600}>
        {attendee.displayName}
        {attendee.earlierNames.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('attendeeBefore', { names: attendee.earlierNames.join(', ') })}
          </Text>
        )}
      </Table.Th>
      <Table.Td>
        {attendee.stays.map(({ joinedAt, leftAt }) => (
          <div key={joinedAt}>
            {clock(joinedAt)} – {leftAt === null ? t('attendeeThere') : clock(leftAt)}
          </div>
        ))}
      </Table.Td>
      <Table.Td>{formatDuration(language, Math.round(attendee.totalSeconds / 60))}</Table.Td>
    </Table.Tr>
  );
}
