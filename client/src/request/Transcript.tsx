/** What was written to everybody in the conference, and the same as a file. Shown once somebody has written. */
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { useQuery } from '@tanstack/react-query';
import { transcriptQuery } from '../api/queries.ts';
import { transcriptFile } from '../api/requests.ts';
import { formatClock } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './request.module.css';

/** The whole is in the file. Higher makes the page of a long meeting slow, lower sends more people to the file. */
const shownLines = 100;
const formats = ['pdf', 'xlsx', 'csv'] as const;

export function Transcript({ request }: { request: CaseDetail }) {
  const t = useText();
  const language = useLanguage();
  const { lines = [] } = useQuery(transcriptQuery(request.id)).data ?? {};
  if (lines.length === 0) return null;
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="transcript">
      <Title order={2} id="transcript" mb="xs">
        {t('transcript')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('transcriptHint')}
      </Text>
      <ol className={classes.transcript}>
        {lines.slice(0, shownLines).map(({ messageId, displayName, text, fileName, saidAt }) => (
          <li key={messageId}>
            <Text component="span" size="sm" c="dimmed">
              {formatClock(language, saidAt, request.timeZone)}
            </Text>{' '}
            <Text component="span" fw={600}>
              {displayName}
            </Text>
            <Text className={classes.transcriptText}>{fileName ?? text}</Text>
          </li>
        ))}
      </ol>
      {lines.length > shownLines && (
        <Text size="sm" mt="sm">
          {t('transcriptMore', { count: lines.length - shownLines })}
        </Text>
      )}
      <Group gap="sm" mt="md">
        <Text size="sm">{t('transcriptFile')}</Text>
        {formats.map((format) => (
          <Button
            key={format}
            component="a"
            href={transcriptFile(request.id, format, language)}
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
