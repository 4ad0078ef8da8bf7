/** The head of a request's page: number, title, state, what comes next, and why it came back or ended. */
import { Alert, Button, Group, Text, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { IconCheck, IconPencil, IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import { nextOf } from './progress.ts';
import classes from './request.module.css';
import { StateBadge } from './StateBadge.tsx';

const reasonTitles = {
  returned: { title: 'reasonReturned', color: 'amber' },
  rejected: { title: 'reasonRejected', color: 'red' },
  cancelled: { title: 'reasonCancelled', color: 'gray' },
  'no-show': { title: 'reasonNoShow', color: 'gray' },
} as const;

interface Props {
  request: CaseDetail;
  now: number;
  /** It has just been filed. */
  filed: boolean;
}

export function Head({ request, now, filed }: Props) {
  const t = useText();
  const language = useLanguage();
  const staff = useStaff();
  const { state, reason, timeZone } = request;
  const next = nextOf(request);
  const step = 'step' in next ? next.step : null;
  const why = reason && state in reasonTitles ? reasonTitles[state as keyof typeof reasonTitles] : null;
  const grace = reason?.graceEndsAt ?? null;
  const over = ['rejected', 'cancelled'].includes(state);
  return (
    <>
      {filed && (
        <Alert role="status" color="teal" icon={<IconCheck aria-hidden />} mb="lg">
          {state === 'waitlisted' ? t('waitlistedNotice') : t('submittedNotice', { number: request.number ?? '' })}
        </Alert>
      )}
      <div className={classes.head}>
        <div>
          <Text c="dimmed" fw={600}>
            {request.number === null ? t('draftNumber') : t('number', { number: request.number })}
          </Text>
          <Title order={1}>{request.title === '' ? t('untitled') : request.title}</Title>
        </div>
        <Group gap="xs">
          <StateBadge request={request} />
        </Group>
      </div>
      <p className={classes.next}>
        {t(next.words, step === null ? {} : { step: step.name[language], position: step.position.title })}
      </p>
      {why && reason && (
        <Alert color={why.color} title={t(why.title, { name: reason.byName })} mt="md">
          <Text style={{ whiteSpace: 'pre-line' }}>{reason.text}</Text>
          <Text size="sm" mt="xs">
            {formatDateTime(language, reason.at, timeZone)}
          </Text>
          {state === 'returned' && grace !== null && (
            <Text size="sm" mt={4}>
              {Date.parse(grace) >= now
                ? t('nextReturnedGrace', { when: formatDateTime(language, grace, timeZone) })
                : t('nextReturnedLate')}
            </Text>
          )}
        </Alert>
      )}
      {(request.may.edit || (over && staff.roles.includes('requester'))) && (
        <Group mt="md">
          {request.may.edit && (
            <Button
              component={Link}
              to={`/requests/${request.id}/edit`}
              leftSection={<IconPencil size={20} aria-hidden />}
            >
              {t(state === 'draft' ? 'continueDraft' : 'editAgain')}
            </Button>
          )}
          {over && staff.roles.includes('requester') && (
            <Button component={Link} to="/requests/new" leftSection={<IconPlus size={20} aria-hidden />}>
              {t('newAgain')}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}
