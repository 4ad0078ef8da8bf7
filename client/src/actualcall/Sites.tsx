/** Who in the conference stands for the host and who for the audience. */
import { Alert, Button, Group, Paper, Select, Text, Title } from '@mantine/core';
import type { ActualCallDetail } from '@sambung/contract/actual-call';
import type { Side } from '@sambung/contract/http';
import { IconCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { putActualCallSites } from '../api/http.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './actualcall.module.css';
import { useText } from './messages.ts';

const sides = ['host', 'audience'] as const;

interface Props {
  detail: ActualCallDetail;
  onStored: (detail: ActualCallDetail) => void;
}

export function Sites({ detail, onStored }: Props) {
  const t = useText();
  const [chosen, setChosen] = useState<Partial<Record<Side, string | null>>>({});
  const saving = useMutation({
    mutationFn: () => putActualCallSites(detail.requestId, { host: choiceOf('host'), audience: choiceOf('audience') }),
    onSuccess: (fresh) => {
      setChosen({});
      onStored(fresh);
    },
  });
  const named = (side: Side) => detail.people.find((one) => one.side === side)?.participantId ?? null;
  // What the address says is offered, never decided: many people may sit behind it.
  const likely = (side: Side) => {
    const found = detail.people.filter(({ likelySide }) => likelySide === side);
    return detail.startedAt === null && found.length === 1 ? (found[0]?.participantId ?? null) : null;
  };
  const choiceOf = (side: Side) => {
    const value = chosen[side];
    return value === undefined ? (named(side) ?? likely(side)) : value;
  };
  const options = detail.people.map(({ participantId, displayName, likelySide }) => ({
    value: participantId,
    label: likelySide === null ? displayName : t('likely', { name: displayName }),
  }));
  function save(event: FormEvent) {
    event.preventDefault();
    saving.mutate();
  }
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="sites">
      <Title order={2} id="sites" size="h3">
        {t('sitesTitle')}
      </Title>
      <Text mt={4} mb="md">
        {t('sitesLead')}
      </Text>
      {detail.people.length === 0 && <Text c="dimmed">{t('nobodyThere')}</Text>}
      {detail.people.length > 0 && (
        <form onSubmit={save}>
          <Group align="end">
            {sides.map((side) => (
              <Select
                key={side}
                label={t(side)}
                placeholder={t('nobodyChosen')}
                data={options.filter(({ value }) => value !== choiceOf(side === 'host' ? 'audience' : 'host'))}
                value={choiceOf(side)}
                onChange={(value) => {
                  saving.reset();
                  setChosen((old) => ({ ...old, [side]: value }));
                }}
                clearable
                w={320}
              />
            ))}
            <Button type="submit" loading={saving.isPending}>
              {t('save')}
            </Button>
          </Group>
        </form>
      )}
      <div role="status">
        {saving.isSuccess && (
          <Alert color="teal" mt="md" icon={<IconCheck aria-hidden />}>
            {t('saved')}
          </Alert>
        )}
      </div>
      <ProblemAlert error={saving.error} />
    </Paper>
  );
}
