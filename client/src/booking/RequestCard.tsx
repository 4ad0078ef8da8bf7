/** One request in a list: title, when, where, state; the whole card leads to the request. */
import { Group, Text } from '@mantine/core';
import type { RequestSummary } from '@sambung/contract/http';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { When } from '../ui/When.tsx';
import classes from './booking.module.css';
import { testState } from './progress.ts';
import { StateBadge, TestBadge } from './StateBadge.tsx';

interface Props {
  request: RequestSummary;
  /** Leave the states out where the list is sorted by them. */
  states?: boolean;
  /** A further line, e.g. how long it has waited. */
  children?: ReactNode;
}

export function RequestCard({ request, states = true, children }: Props) {
  const { startsAt, endsAt, place } = request;
  return (
    <Link to={`/requests/${request.id}`} className={classes.card}>
      <h3 className={classes.cardTitle}>{request.title}</h3>
      <Text mt={4}>
        <When startsAt={startsAt} endsAt={endsAt} timeZone={place.timeZone} />
      </Text>
      <Text size="sm" c="dimmed">
        {place.name} · {request.number}
      </Text>
      {children}
      {states && (
        <Group gap="xs" mt="sm">
          <StateBadge state={request.state} />
          {request.state === 'approved' && <TestBadge state={testState(request)} />}
        </Group>
      )}
    </Link>
  );
}
