/** The fields of a place. What was typed stays when the server refuses it, with the reason beside its field. */
import { Button, Checkbox, Group, NumberInput, Radio, Select, TagsInput, TextInput } from '@mantine/core';
import { type DayHours, defaultWeek, type WeekHours, weekdays } from '@sambung/contract/calendar';
import type { PlaceDetail, PlaceInput } from '@sambung/contract/schedule';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { placesQuery } from '../api/queries.ts';
import { postPlace, putPlace } from '../api/schedule.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

interface Props {
  place: PlaceDetail | null;
  onDone: () => void;
  onCancel: () => void;
}

const zones = [
  { value: 'Asia/Jakarta', label: 'WIB (Asia/Jakarta)' },
  { value: 'Asia/Makassar', label: 'WITA (Asia/Makassar)' },
  { value: 'Asia/Jayapura', label: 'WIT (Asia/Jayapura)' },
];

export function PlaceForm({ place, onDone, onCancel }: Props) {
  const t = useText();
  const client = useQueryClient();
  const { institution } = useStaff();
  const [input, setInput] = useState<PlaceInput>(() => startOf(place, institution.timeZone));
  const save = useMutation({
    mutationFn: () => (place === null ? postPlace(input) : putPlace(place.id, input)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: placesQuery.queryKey });
      onDone();
    },
  });
  const errors = fieldErrors(save.error);
  const set = <K extends keyof PlaceInput>(key: K, value: PlaceInput[K]) =>
    setInput((old) => ({ ...old, [key]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const others = zones.some(({ value }) => value === input.timeZone)
    ? zones
    : [...zones, { value: input.timeZone, label: input.timeZone }];
  return (
    <form onSubmit={submit} className={classes.fields} noValidate>
      <ProblemAlert error={save.error} />
      <TextInput
        label={t('name')}
        required
        withAsterisk={false}
        value={input.name}
        onChange={(event) => set('name', event.currentTarget.value)}
        error={errors.name}
        data-autofocus
      />
      <TextInput
        label={t('location')}
        required
        withAsterisk={false}
        value={input.location}
        onChange={(event) => set('location', event.currentTarget.value)}
        error={errors.location}
      />
      <div className={classes.pair}>
        <NumberInput
          label={t('capacity')}
          required
          withAsterisk={false}
          min={1}
          max={10_000}
          allowDecimal={false}
          value={input.capacity}
          onChange={(value) => set('capacity', Number(value))}
          error={errors.capacity}
        />
        <Select
          label={t('zone')}
          allowDeselect={false}
          data={others}
          value={input.timeZone}
          onChange={(value) => value !== null && set('timeZone', value)}
          error={errors.timeZone}
        />
      </div>
      <TagsInput
        label={t('features')}
        description={t('featuresHelp')}
        value={[...input.features]}
        onChange={(value) => set('features', value)}
        maxTags={30}
        error={errors.features}
      />
      <Radio.Group
        label={t('opening')}
        value={input.openingHours === null ? 'usual' : 'own'}
        onChange={(value) => set('openingHours', value === 'usual' ? null : defaultWeek)}
      >
        <Radio value="usual" label={t('openingUsual')} size="md" mt="xs" />
        <Radio value="own" label={t('openingOwn')} size="md" mt="xs" />
      </Radio.Group>
      {input.openingHours !== null && (
        <HoursFields week={input.openingHours} onChange={(week) => set('openingHours', week)} errors={errors} />
      )}
      <Group>
        <Button type="submit" loading={save.isPending}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </Group>
    </form>
  );
}

function startOf(place: PlaceDetail | null, timeZone: string): PlaceInput {
  if (place === null) return { name: '', location: '', capacity: 20, timeZone, openingHours: null, features: [] };
  const { name, location, capacity, openingHours, features } = place;
  return { name, location, capacity, timeZone: place.timeZone, openingHours, features };
}

interface HoursProps {
  week: WeekHours;
  onChange: (week: WeekHours) => void;
  errors: Record<string, string>;
}

/** One stretch a day; a day with a break keeps it until its hours are changed here. */
function HoursFields({ week, onChange, errors }: HoursProps) {
  const t = useText();
  return (
    <fieldset className={classes.hours}>
      {weekdays.map((day) => {
        const hours = week[day];
        const [first, last] = [hours[0], hours.at(-1)];
        const set = (next: DayHours) => onChange({ ...week, [day]: next });
        const error = Object.entries(errors).find(([path]) => path.startsWith(`openingHours.${day}`))?.[1];
        return (
          <div key={day} className={classes.hoursRow}>
            <Checkbox
              label={t(day)}
              aria-label={t('isOpen', { day: t(day) })}
              size="md"
              checked={first !== undefined}
              onChange={(event) => set(event.currentTarget.checked ? [{ opens: '08:00', closes: '16:00' }] : [])}
            />
            {first && last && (
              <>
                <TextInput
                  type="time"
                  aria-label={t('opens', { day: t(day) })}
                  value={first.opens}
                  error={error}
                  onChange={(event) => set([{ opens: event.currentTarget.value, closes: last.closes }])}
                />
                <TextInput
                  type="time"
                  aria-label={t('closes', { day: t(day) })}
                  value={last.closes === '24:00' ? '23:59' : last.closes}
                  error={error !== undefined}
                  onChange={(event) => set([{ opens: first.opens, closes: event.currentTarget.value }])}
                />
              </>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
