/** Every mail of the institution: what waits, what was sent, what failed; to be read where no mail server is set, and sent again. */
import { Alert, Badge, Button, Group, Pagination, Paper, SegmentedControl, Text, Title } from '@mantine/core';
import type { OutboxMessage } from '@sambung/contract/outbox';
import { IconCalendarEvent, IconCheck, IconClock, IconMailOff, IconSend, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import {
  getOutboxMessage,
  mailSettingsQuery,
  type OutboxState,
  outboxQuery,
  resend,
  sendTestMail,
} from '../api/notify.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import classes from './notify.module.css';

const states: readonly OutboxState[] = ['waiting', 'sent', 'failed'];
const stateWords = { waiting: 'stateWaiting', sent: 'stateSent', failed: 'stateFailed' } as const;
const stateColours = { waiting: 'amber', sent: 'teal', failed: 'red' } as const;
const stateIcons = { waiting: IconClock, sent: IconCheck, failed: IconX };

export function OutboxPage() {
  const t = useText();
  const [query, setQuery] = useSearchParams();
  const state = states.find((one) => one === query.get('state'));
  const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
  const outbox = useQuery(outboxQuery(state, page));
  useDocumentTitle(t('outboxTitle'));
  const go = (changes: { state?: string; page?: number }) => {
    const next = new URLSearchParams();
    const chosen = changes.state ?? state ?? '';
    if (chosen !== '') next.set('state', chosen);
    if ((changes.page ?? 1) > 1) next.set('page', String(changes.page));
    setQuery(next, { replace: true });
  };
  const pages = outbox.data ? Math.ceil(outbox.data.total / outbox.data.pageSize) : 1;
  return (
    <>
      <Title order={1} mb="sm">
        {t('outboxTitle')}
      </Title>
      <Text c="dimmed" mb="lg">
        {t('outboxIntro')}
      </Text>
      <div className={classes.parts}>
        <Delivery />
        <SegmentedControl
          aria-label={t('stateFilter')}
          value={state ?? ''}
          onChange={(value) => go({ state: value })}
          data={[
            { value: '', label: t('stateAll') },
            ...states.map((one) => ({ value: one, label: t(stateWords[one]) })),
          ]}
        />
        <ProblemAlert error={outbox.data === undefined ? outbox.error : null} onRetry={() => outbox.refetch()} />
        {outbox.isPending && <PageLoading />}
        {outbox.data && outbox.data.total === 0 && (
          <Paper className={classes.empty}>
            <Text fw={700} fz="lg">
              {t('outboxEmptyTitle')}
            </Text>
            <Text c="dimmed">{t('outboxEmpty')}</Text>
          </Paper>
        )}
        {outbox.data && outbox.data.total > 0 && (
          <>
            <Text role="status">{t('outboxCount', { count: outbox.data.total })}</Text>
            <ul className={classes.list}>
              {outbox.data.items.map((message) => (
                <li key={message.id}>
                  <Message message={message} />
                </li>
              ))}
            </ul>
          </>
        )}
        {pages > 1 && (
          <Group justify="center" component="nav" aria-label={t('pages')}>
            <Pagination
              total={pages}
              value={page}
              onChange={(next) => go({ page: next })}
              size="lg"
              getItemProps={(number) => ({ 'aria-label': String(number) })}
            />
          </Group>
        )}
      </div>
    </>
  );
}

/** Whether mail leaves at all, and a way to try. */
function Delivery() {
  const t = useText();
  const settings = useQuery(mailSettingsQuery);
  const test = useMutation({ mutationFn: sendTestMail });
  if (settings.data === undefined) return <ProblemAlert error={settings.error} onRetry={() => settings.refetch()} />;
  if (!settings.data.delivering)
    return (
      <Alert color="amber" icon={<IconMailOff aria-hidden />} title={t('notDelivering')}>
        {t('notDeliveringText')}
      </Alert>
    );
  return (
    <Paper className={classes.sheet}>
      <Group justify="space-between" gap="md">
        <Text>{t('delivering', { address: settings.data.from ?? '' })}</Text>
        <Button
          variant="default"
          leftSection={<IconSend size={18} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('sendTest')}
        </Button>
      </Group>
      <ProblemAlert error={test.error} />
      <Text role="status" mt={test.data ? 'sm' : 0}>
        {test.data &&
          (test.data.problem === null
            ? t('testSent', { address: test.data.sentTo })
            : t('testFailed', { problem: test.data.problem }))}
      </Text>
    </Paper>
  );
}

function Message({ message }: { message: OutboxMessage }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const { timeZone } = useStaff().institution;
  const [opened, setOpened] = useState(false);
  const again = useMutation({
    mutationFn: () => resend(message.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['outbox'] }),
  });
  const { subject, state, attempts, lastError } = message;
  const Icon = stateIcons[state];
  const at = (instant: string) => formatDateTime(language, instant, timeZone);
  const name = message.recipient === '' || message.recipient === message.address ? '' : `${message.recipient}, `;
  return (
    <article className={classes.item} data-state={state}>
      <Text className={classes.itemTitle ?? ''}>{subject}</Text>
      <Text>{t('to', { name: `${name}${message.address}` })}</Text>
      <div className={classes.meta}>
        <Badge color={stateColours[state]} leftSection={<Icon size={16} aria-hidden />}>
          {t(stateWords[state])}
        </Badge>
        <span>
          {message.sentAt === null
            ? t('madeAt', { date: at(message.createdAt) })
            : t('sentAt', { date: at(message.sentAt) })}
        </span>
        {state !== 'sent' && attempts > 0 && <span>{t('triedTimes', { count: attempts })}</span>}
      </div>
      {lastError !== null && state !== 'sent' && (
        <Text size="sm" mt="xs" c="var(--mantine-color-error)">
          {lastError === 'expired' ? t('expired') : t('serverSaid', { problem: lastError })}
        </Text>
      )}
      <Group gap="sm" mt="sm">
        <Button
          variant="default"
          aria-expanded={opened}
          aria-label={t(opened ? 'hideNamed' : 'readNamed', { subject })}
          onClick={() => setOpened(!opened)}
        >
          {t(opened ? 'hideMail' : 'readMail')}
        </Button>
        {state !== 'waiting' && (
          <Button
            variant="default"
            aria-label={t('resendNamed', { subject })}
            loading={again.isPending}
            onClick={() => again.mutate()}
          >
            {t('resend')}
          </Button>
        )}
      </Group>
      <Text role="status" size="sm" mt={again.isSuccess ? 'xs' : 0}>
        {again.isSuccess && t('resent')}
      </Text>
      <ProblemAlert error={again.error} />
      {opened && <Letter id={message.id} />}
    </article>
  );
}

function Letter({ id }: { id: string }) {
  const t = useText();
  const letter = useQuery({ queryKey: ['outbox', 'one', id], queryFn: () => getOutboxMessage(id) });
  return (
    <>
      <ProblemAlert error={letter.error} onRetry={() => letter.refetch()} />
      {letter.data && <pre className={classes.letter}>{letter.data.text}</pre>}
      {letter.data?.hasInvitation && (
        <Group gap={8} mt="xs">
          <IconCalendarEvent size={18} aria-hidden />
          <Text size="sm">{t('withInvitation')}</Text>
        </Group>
      )}
    </>
  );
}
