/** Giving a position to somebody: definitively, or as Plt. or Plh. from day to day. */
import { Button, Group, Radio, Select, Stack } from '@mantine/core';
import { type Capacity, capacities } from '@sambung/contract/http';
import type { Position } from '@sambung/contract/people';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { peopleQuery, positionsQuery, postAssignment } from '../api/admin.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { DayInput } from '../ui/DayInput.tsx';
import { wallClock } from '../ui/date.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { endOfDay, startOfAssignment } from './assignment-days.ts';
import { useText } from './messages.ts';
import { usePeopleText } from './people-messages.ts';

export function AssignForm({ position, onClose }: { position: Position; onClose: () => void }) {
  const t = usePeopleText();
  const admin = useText();
  const { timeZone } = useStaff().institution;
  const client = useQueryClient();
  const people = useQuery(peopleQuery);
  const [now] = useState(() => new Date().toISOString());
  const today = wallClock(now, timeZone).date;
  const [staffId, setStaffId] = useState<string | null>(null);
  const [capacity, setCapacity] = useState<Capacity>('definitive');
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const assign = useMutation({
    mutationFn: (person: string) =>
      postAssignment(position.id, {
        staffId: person,
        capacity,
        startsAt: startOfAssignment(from, timeZone, new Date().toISOString()),
        endsAt: to === '' ? null : endOfDay(to, timeZone),
      }),
    onSuccess: () => {
      onClose();
      void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      return client.invalidateQueries({ queryKey: positionsQuery.queryKey });
    },
    onError: (error) => setErrors(fieldErrors(error)),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const found = {
      ...(staffId === null && { staffId: admin('required') }),
      ...(from === '' && { startsAt: admin('required') }),
      ...(capacity !== 'definitive' && to === '' && { endsAt: t('toError') }),
    };
    setErrors(found);
    if (staffId !== null && Object.keys(found).length === 0) assign.mutate(staffId);
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <Select
          label={t('person')}
          required
          searchable
          data-autofocus
          data={(people.data ?? [])
            .filter(({ deactivatedAt }) => deactivatedAt === null)
            .map(({ id, name, unit }) => ({ value: id, label: unit === '' ? name : `${name} (${unit})` }))}
          value={staffId}
          onChange={setStaffId}
          error={errors.staffId}
        />
        <Radio.Group label={t('capacity')} value={capacity} onChange={(value) => setCapacity(value as Capacity)}>
          <Stack gap="xs" mt={4}>
            {capacities.map((each) => (
              <Radio key={each} value={each} label={t(each)} />
            ))}
          </Stack>
        </Radio.Group>
        <DayInput
          label={t('from')}
          required
          value={from}
          onChange={setFrom}
          timeZone={timeZone}
          error={errors.startsAt}
        />
        <DayInput
          label={t('to')}
          description={t('toHelp')}
          clearable
          minDate={from === '' ? today : from}
          value={to}
          onChange={setTo}
          timeZone={timeZone}
          error={errors.endsAt}
        />
        <ProblemAlert error={assign.error} />
        <Group>
          <Button type="submit" loading={assign.isPending}>
            {t('assign')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {admin('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
