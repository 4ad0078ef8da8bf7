/** A new blackout: what, from when to when, why. Refused with the cases that hold it then. */
import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import type { BlackoutInput } from '@sambung/contract/schedule';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { allEquipmentQuery, blackoutsQuery, placesQuery, timelineQuery } from '../api/queries.ts';
import { postBlackout } from '../api/schedule.ts';
import { DayInput } from '../ui/DayInput.tsx';
import { instantOf, wallClock, zoneName } from '../ui/date.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useNow } from '../ui/use-now.ts';
import { spanOf } from './days.ts';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

export function BlackoutForm({ onDone }: { onDone: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const { institution } = useStaff();
  const today = wallClock(new Date(useNow()).toISOString(), institution.timeZone).date;
  const choices = useChoices(today, institution.timeZone);
  const [chosen, setChosen] = useState<string | null>(null);
  const [range, setRange] = useState({ startDate: today, startTime: '07:00', endDate: today, endTime: '18:00' });
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const choice = choices.find(({ value }) => value === chosen);
  const timeZone = choice?.timeZone ?? institution.timeZone;
  const startsAt = instantOf({ date: range.startDate, time: range.startTime || '00:00' }, timeZone);
  const endsAt = instantOf({ date: range.endDate, time: range.endTime || '00:00' }, timeZone);
  const save = useMutation({
    mutationFn: (input: BlackoutInput) => postBlackout(input),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: blackoutsQuery.queryKey });
      onDone();
    },
  });
  const errors = fieldErrors(save.error);
  const isBackward = startsAt >= endsAt;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!choice || isBackward || note.trim() === '') return;
    save.mutate({ kind: choice.kind, resourceId: choice.value, startsAt, endsAt, note });
  };
  const groups = (['place', 'equipment', 'person'] as const).map((kind) => ({
    group: t(kind === 'place' ? 'whatPlaces' : kind === 'equipment' ? 'whatEquipment' : 'whatPeople'),
    items: choices.filter((one) => one.kind === kind).map(({ value, label }) => ({ value, label })),
  }));
  return (
    <form onSubmit={submit} className={classes.fields} noValidate>
      <ProblemAlert error={save.error} />
      <Select
        label={t('what')}
        placeholder={t('chooseWhat')}
        required
        withAsterisk={false}
        searchable
        data={groups.filter(({ items }) => items.length > 0)}
        value={chosen}
        onChange={setChosen}
        error={errors.resourceId ?? (tried && !choice ? t('required') : undefined)}
      />
      <div className={classes.pair}>
        <DayInput
          label={t('startDate')}
          value={range.startDate}
          onChange={(startDate) => setRange((old) => ({ ...old, startDate }))}
          timeZone={timeZone}
        />
        <TextInput
          type="time"
          label={t('startTime')}
          value={range.startTime}
          onChange={(event) => setRange({ ...range, startTime: event.currentTarget.value })}
          error={errors.startsAt}
        />
        <DayInput
          label={t('endDate')}
          value={range.endDate}
          onChange={(endDate) => setRange((old) => ({ ...old, endDate }))}
          timeZone={timeZone}
        />
        <TextInput
          type="time"
          label={t('endTime')}
          value={range.endTime}
          onChange={(event) => setRange({ ...range, endTime: event.currentTarget.value })}
          error={errors.endsAt ?? (tried && isBackward ? t('endFirst') : undefined)}
        />
      </div>
      <Text size="sm" c="dimmed">
        {t('zoneNote', { zone: zoneName(timeZone, startsAt) })}
      </Text>
      <TextInput
        label={t('reason')}
        required
        withAsterisk={false}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={errors.note ?? (tried && note.trim() === '' ? t('required') : undefined)}
      />
      <Group>
        <Button type="submit" loading={save.isPending}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </Group>
    </form>
  );
}

/** Places, working units and technicians. */
function useChoices(today: string, timeZone: string) {
  const places = useQuery(placesQuery);
  const equipment = useQuery(allEquipmentQuery);
  const people = useQuery(timelineQuery({ by: 'technician', page: 1, ...spanOf([today], timeZone) }));
  return [
    ...(places.data ?? []).map((one) => ({
      ...{ kind: 'place' as const, value: one.id, label: one.name, timeZone: one.timeZone },
    })),
    ...(equipment.data ?? []).flatMap(({ name, units }) =>
      units
        .filter(({ retiredAt }) => retiredAt === null)
        .map(({ id, label }) => ({ kind: 'equipment' as const, value: id, label: `${name} ${label}`, timeZone })),
    ),
    ...(people.data?.rows ?? []).map(({ resource }) => ({
      ...{ kind: 'person' as const, value: resource.id, label: resource.name, timeZone },
    })),
  ];
}
