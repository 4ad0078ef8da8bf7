/** What one was told, newest first; opening one marks it as read. */
import { Anchor, Badge, Button, Group, Paper, Text, Title } from '@mantine/core';
import type { Notification } from '@sambung/contract/outbox';
import { IconAlertCircle, IconChecks } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { getNotifications, markRead } from '../api/notify.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import classes from './notify.module.css';

export function NotificationsPage() {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  useDocumentTitle(t('title'));
  const pages = useInfiniteQuery({
    queryKey: ['notifications', 'list', language],
    queryFn: ({ pageParam }) => getNotifications(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const read = useMutation({
    mutationFn: (ids?: readonly string[]) => markRead(ids),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = pages.data?.pages[0]?.unread ?? 0;
  return (
    <>
      <div className={classes.head}>
        <Title order={1}>{t('title')}</Title>
        <Group gap="sm">
          <Anchor component={Link} to="/account/notifications" inline py={12}>
            {t('toSettings')}
          </Anchor>
          {unread > 0 && (
            <Button
              variant="default"
              leftSection={<IconChecks size={18} aria-hidden />}
              loading={read.isPending}
              onClick={() => read.mutate(undefined)}
            >
              {t('allRead')}
            </Button>
          )}
        </Group>
      </div>
      <ProblemAlert error={pages.error ?? read.error} onRetry={() => pages.refetch()} />
      {pages.isPending && <PageLoading />}
      {pages.data && items.length > 0 && (
        <Text role="status" mb="md">
          {unread === 0 ? t('noneUnread') : t('unreadStatus', { count: unread })}
        </Text>
      )}
      {pages.data && items.length === 0 && (
        <Paper className={classes.empty}>
          <Text fw={700} fz="lg">
            {t('emptyTitle')}
          </Text>
          <Text c="dimmed">{t('empty')}</Text>
        </Paper>
      )}
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item.id}>
            <Item item={item} onOpen={() => item.readAt === null && read.mutate([item.id])} />
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <Group justify="center" mt="lg">
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {t('more')}
          </Button>
        </Group>
      )}
    </>
  );
}

function Item({ item, onOpen }: { item: Notification; onOpen: () => void }) {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const unread = item.readAt === null;
  return (
    <article
      className={classes.item}
      {...(unread && { 'data-unread': true })}
      {...(item.actionNeeded && { 'data-action': true })}
    >
      {item.path === null ? (
        <Text className={classes.itemTitle ?? ''}>{item.title}</Text>
      ) : (
        <Anchor component={Link} to={item.path} onClick={onOpen} className={classes.itemTitle ?? ''}>
          {item.title}
        </Anchor>
      )}
      <Text style={{ whiteSpace: 'pre-line' }}>{item.text}</Text>
      <div className={classes.meta}>
        <span>{formatDateTime(language, item.createdAt, timeZone)}</span>
        {unread && <Badge color="teal">{t('unreadMark')}</Badge>}
        {unread && item.actionNeeded && (
          <Badge color="amber" leftSection={<IconAlertCircle size={16} aria-hidden />}>
            {t('needsYou')}
          </Badge>
        )}
      </div>
    </article>
  );
}
