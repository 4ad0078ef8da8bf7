/** Blackouts: when a place, a unit of equipment or a technician cannot be reserved. */
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import type { Blackout } from '@sambung/contract/schedule';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useStaff } from '../account/index.ts';
import { blackoutsQuery } from '../api/queries.ts';
import { deleteBlackout } from '../api/schedule.ts';
import { formatRange } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { BlackoutForm } from './BlackoutForm.tsx';
import { InventoryFrame } from './InventoryFrame.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

export function BlackoutsPage() {
  const t = useText();
  const blackouts = useQuery(blackoutsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <InventoryFrame
      title={t('blackouts')}
      intro={t('blackoutsIntro')}
      action={
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
          {t('newBlackout')}
        </Button>
      }
    >
      {adding && (
        <Paper component="section" className={classes.sheet} aria-labelledby="new-blackout">
          <Title order={2} id="new-blackout" mb="md">
            {t('newBlackout')}
          </Title>
          <BlackoutForm onDone={() => setAdding(false)} />
        </Paper>
      )}
      {blackouts.isPending && <PageLoading />}
      <ProblemAlert error={blackouts.data === undefined ? blackouts.error : null} onRetry={() => blackouts.refetch()} />
      {blackouts.data?.length === 0 && <Text c="dimmed">{t('blackoutsEmpty')}</Text>}
      <ul className={classes.cards}>
        {blackouts.data?.map((blackout) => (
          <li key={blackout.id} className={classes.card}>
            <BlackoutCard blackout={blackout} />
          </li>
        ))}
      </ul>
    </InventoryFrame>
  );
}

function BlackoutCard({ blackout }: { blackout: Blackout }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const isAdmin = useStaff().roles.includes('admin');
  const end = useMutation({
    mutationFn: () => deleteBlackout(blackout.id),
    onSuccess: () => client.invalidateQueries({ queryKey: blackoutsQuery.queryKey }),
  });
  const { resource, startsAt, endsAt, note } = blackout;
  return (
    <>
      <div className={classes.cardHead}>
        <div>
          <Title order={2} size="h3">
            {resource.name}
          </Title>
          <Text>{formatRange(language, startsAt, endsAt, resource.timeZone)}</Text>
          <Text className={classes.quiet}>{note}</Text>
        </div>
        {isAdmin && (
          <Group>
            <Button
              variant="default"
              loading={end.isPending}
              onClick={() => end.mutate()}
              aria-label={`${t('endBlackout')}: ${resource.name}`}
            >
              {t('endBlackout')}
            </Button>
          </Group>
        )}
      </div>
      <ProblemAlert error={end.error} />
    </>
  );
}
