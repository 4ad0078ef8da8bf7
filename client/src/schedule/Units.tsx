/** The units of a kind of equipment: marked as broken or repaired by whoever works with them, added and taken out of use by admins. */
import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import type { Equipment, UnitChange } from '@sambung/contract/schedule';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { equipmentQuery } from '../api/queries.ts';
import { patchUnit, postUnit } from '../api/schedule.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

type Unit = Equipment['units'][number];

export function Units({ equipment }: { equipment: Equipment }) {
  const t = useText();
  const { roles } = useStaff();
  return (
    <section aria-label={t('units', { name: equipment.name })}>
      <ul className={classes.units}>
        {equipment.units.map((unit) => (
          <UnitRow
            key={unit.id}
            equipmentId={equipment.id}
            unit={unit}
            mayMark={roles.includes('admin') || roles.includes('technician')}
            mayRetire={roles.includes('admin')}
          />
        ))}
      </ul>
      {roles.includes('admin') && <NewUnit equipment={equipment} />}
    </section>
  );
}

function UnitRow({
  equipmentId,
  unit,
  mayMark,
  mayRetire,
}: {
  equipmentId: string;
  unit: Unit;
  mayMark: boolean;
  mayRetire: boolean;
}) {
  const t = useText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (input: UnitChange) => patchUnit(equipmentId, unit.id, input),
    onSuccess: () => client.invalidateQueries({ queryKey: equipmentQuery.queryKey }),
  });
  const [isBroken, isRetired] = [unit.brokenAt !== null, unit.retiredAt !== null];
  const name = t('unit', { label: unit.label });
  return (
    <li>
      <Group gap="sm">
        <Text fw={600}>{name}</Text>
        {isRetired ? (
          <Badge color="gray">{t('retired')}</Badge>
        ) : isBroken ? (
          <Badge color="red" leftSection={<IconAlertTriangle size={14} aria-hidden />}>
            {t('broken')}
          </Badge>
        ) : (
          <Badge color="teal" leftSection={<IconCheck size={14} aria-hidden />}>
            {t('working')}
          </Badge>
        )}
      </Group>
      <Group gap="xs">
        {mayMark && !isRetired && (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ broken: !isBroken })}
            aria-label={`${t(isBroken ? 'markRepaired' : 'markBroken')}: ${name}`}
          >
            {t(isBroken ? 'markRepaired' : 'markBroken')}
          </Button>
        )}
        {mayRetire && (
          <Button
            variant="subtle"
            loading={change.isPending}
            onClick={() => change.mutate({ retired: !isRetired })}
            aria-label={`${t(isRetired ? 'reopen' : 'retire')}: ${name}`}
          >
            {t(isRetired ? 'reopen' : 'retire')}
          </Button>
        )}
      </Group>
      <ProblemAlert error={change.error} />
    </li>
  );
}

function NewUnit({ equipment }: { equipment: Equipment }) {
  const t = useText();
  const client = useQueryClient();
  const [label, setLabel] = useState('');
  const add = useMutation({
    mutationFn: () => postUnit(equipment.id, label),
    onSuccess: async () => {
      setLabel('');
      await client.invalidateQueries({ queryKey: equipmentQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Group align="end" mt="md">
        <TextInput
          label={t('label')}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={fieldErrors(add.error).label}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t('addUnit')}
        </Button>
      </Group>
    </form>
  );
}
