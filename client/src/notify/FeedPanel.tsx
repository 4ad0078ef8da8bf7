/** Secret calendar addresses of one's own schedule or of a place: make one, copy it once, revoke it. */
import { Alert, Button, Group, Paper, Text, TextInput, Title } from '@mantine/core';
import type { Feed } from '@sambung/contract/outbox';
import { IconCalendarPlus, IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { deleteFeed, feedsQuery, postFeed } from '../api/notify.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './notify.module.css';

interface Props {
  /** A place's feeds, for admins and technicians; one's own when absent. */
  placeId?: string;
}

export function FeedPanel({ placeId }: Props) {
  const t = useText();
  const titleId = useId();
  const client = useQueryClient();
  const feeds = useQuery(feedsQuery);
  const refresh = () => client.invalidateQueries({ queryKey: feedsQuery.queryKey });
  const make = useMutation({
    mutationFn: () => postFeed(placeId === undefined ? { kind: 'person' } : { kind: 'place', placeId }),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => deleteFeed(id),
    onSuccess: (_answer, id) => {
      if (make.data?.feed.id === id) make.reset();
      return refresh();
    },
  });
  const mine = feeds.data?.filter((feed) =>
    placeId === undefined ? feed.kind === 'person' : feed.subjectId === placeId,
  );
  return (
    <Paper className={classes.sheet} component="section" aria-labelledby={titleId}>
      <Title order={placeId === undefined ? 2 : 3} id={titleId} mb="xs">
        {t(placeId === undefined ? 'feedsTitle' : 'placeFeedsTitle')}
      </Title>
      <Text c="dimmed" mb="md" maw={720}>
        {t(placeId === undefined ? 'feedsIntro' : 'placeFeedsIntro')}
      </Text>
      <ProblemAlert error={feeds.error ?? make.error ?? revoke.error} onRetry={() => feeds.refetch()} />
      <div role="status">
        {make.data && (
          <Alert color="amber" icon={<IconKey aria-hidden />} mb="md" title={t('feedMade')}>
            <div className={classes.made}>
              <TextInput
                label={t('feedAddress')}
                value={make.data.url}
                readOnly
                onFocus={(event) => event.currentTarget.select()}
              />
              <CopyButton value={make.data.url} name={t('feedAddress')} />
            </div>
          </Alert>
        )}
      </div>
      {mine?.length === 0 && (
        <Text mb="md" c="dimmed">
          {t('noFeeds')}
        </Text>
      )}
      <ul className={classes.list}>
        {mine?.map((feed) => (
          <li key={feed.id}>
            <FeedLine feed={feed} onRevoke={() => revoke.mutate(feed.id)} />
          </li>
        ))}
      </ul>
      <Button
        mt="md"
        variant="default"
        leftSection={<IconCalendarPlus size={20} aria-hidden />}
        loading={make.isPending}
        onClick={() => make.mutate()}
      >
        {t('newFeed')}
      </Button>
    </Paper>
  );
}

function FeedLine({ feed, onRevoke }: { feed: Feed; onRevoke: () => void }) {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const [asked, setAsked] = useState(false);
  const date = formatDateTime(language, feed.createdAt, timeZone);
  return (
    <div className={classes.feed}>
      <Text>{asked ? t('revokeSure') : t('feedSince', { date, name: feed.createdByName })}</Text>
      {asked ? (
        <Group gap="sm">
          <Button color="red" onClick={onRevoke}>
            {t('revokeYes')}
          </Button>
          <Button variant="default" onClick={() => setAsked(false)}>
            {t('keep')}
          </Button>
        </Group>
      ) : (
        <Button variant="default" aria-label={t('revokeNamed', { date })} onClick={() => setAsked(true)}>
          {t('revoke')}
        </Button>
      )}
    </div>
  );
}
