/** One request in a list: title, when, where, state; the whole card leads to the request. */
import { Group, Text } from '@mantine/core';
import type { CaseSummary } from '@sambung/contract/request';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../ui/i18n.ts';
import { When } from '../ui/When.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';
import { StateBadge } from './StateBadge.tsx';

interface Props {
  request: CaseSummary;
  /** Leave the state out where the list is sorted by it. */
  states?: boolean;
  /** A further line, e.g. how long it has waited. */
  children?: ReactNode;
}

export function RequestCard({ request, states = true, children }: Props) {
  const t = useText();
  const language = useLanguage();
  const { startsAt, endsAt, timeZone, place, venue, open } = request;
  const [next] = open;
  return (
    <Link to={`/requests/${request.id}`} className={classes.card}>
      <h3 className={classes.cardTitle}>{request.title === '' ? t('untitled') : request.title}</h3>
      {startsAt && endsAt && (
        <Text mt={4}>
          <When startsAt={startsAt} endsAt={endsAt} timeZone={timeZone} />
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {[place?.name ?? venue, request.number ?? t('draftNumber')].filter(Boolean).join(' · ')}
      </Text>
      {children}
      {states && (
        <>
          {next && !['returned', 'waitlisted'].includes(request.state) && (
            <Text size="sm" mt={4}>
              {t('cardNext', { step: next.name[language], position: next.position })}
              {next.late && ` · ${t('openLate')}`}
            </Text>
          )}
          <Group gap="xs" mt="sm">
            <StateBadge request={request} />
          </Group>
        </>
      )}
    </Link>
  );
}
