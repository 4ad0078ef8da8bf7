/** The catalogue of equipment: kinds with their units, what is broken and what works again. */
import { Badge, Button, Group, NumberInput, Paper, Text, Textarea, TextInput, Title } from '@mantine/core';
import type { Equipment } from '@sambung/contract/schedule';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useStaff } from '../account/index.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { allEquipmentQuery, equipmentQuery } from '../api/queries.ts';
import { postEquipment, putEquipment, setEquipmentRetired } from '../api/schedule.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { InventoryFrame } from './InventoryFrame.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';
import { Units } from './Units.tsx';

export function EquipmentPage() {
  const t = useText();
  const equipment = useQuery(allEquipmentQuery);
  const [editing, setEditing] = useState<string | 'new' | null>(null);
  const close = () => setEditing(null);
  return (
    <InventoryFrame
      title={t('equipment')}
      intro={t('equipmentIntro')}
      action={
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing('new')}>
          {t('newEquipment')}
        </Button>
      }
    >
      {equipment.isPending && <PageLoading />}
      <ProblemAlert error={equipment.data === undefined ? equipment.error : null} onRetry={() => equipment.refetch()} />
      {editing === 'new' && (
        <Paper component="section" className={classes.sheet} aria-labelledby="new-equipment">
          <Title order={2} id="new-equipment" mb="md">
            {t('newEquipment')}
          </Title>
          <EquipmentForm equipment={null} onDone={close} />
        </Paper>
      )}
      {equipment.data?.length === 0 && <Text c="dimmed">{t('equipmentEmpty')}</Text>}
      <ul className={classes.cards}>
        {equipment.data?.map((one) => (
          <li key={one.id} className={classes.card}>
            {editing === one.id ? (
              <EquipmentForm equipment={one} onDone={close} />
            ) : (
              <EquipmentCard equipment={one} onEdit={() => setEditing(one.id)} />
            )}
          </li>
        ))}
      </ul>
    </InventoryFrame>
  );
}

function EquipmentCard({ equipment, onEdit }: { equipment: Equipment; onEdit: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const isAdmin = useStaff().roles.includes('admin');
  const isRetired = equipment.retiredAt !== null;
  const retire = useMutation({
    mutationFn: () => setEquipmentRetired(equipment.id, !isRetired),
    onSuccess: () => client.invalidateQueries({ queryKey: equipmentQuery.queryKey }),
  });
  const total = equipment.units.filter(({ retiredAt }) => retiredAt === null).length;
  return (
    <>
      <div className={classes.cardHead}>
        <div>
          <Title order={2} size="h3">
            {equipment.name}
          </Title>
          {equipment.note !== '' && <Text className={classes.quiet}>{equipment.note}</Text>}
        </div>
        {isRetired ? (
          <Badge color="gray">{t('retired')}</Badge>
        ) : (
          <Badge color={equipment.stock < total ? 'amber' : 'teal'}>
            {t('stock', { stock: equipment.stock, total })}
          </Badge>
        )}
      </div>
      {!isRetired && <Units equipment={equipment} />}
      <ProblemAlert error={retire.error} />
      {isAdmin && (
        <Group>
          <Button variant="default" onClick={onEdit} aria-label={t('editEquipment', { name: equipment.name })}>
            {t('edit')}
          </Button>
          <Button variant="subtle" loading={retire.isPending} onClick={() => retire.mutate()}>
            {t(isRetired ? 'reopen' : 'retire')}
          </Button>
        </Group>
      )}
    </>
  );
}

function EquipmentForm({ equipment, onDone }: { equipment: Equipment | null; onDone: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [name, setName] = useState(equipment?.name ?? '');
  const [note, setNote] = useState(equipment?.note ?? '');
  const [count, setCount] = useState(1);
  const save = useMutation({
    mutationFn: () =>
      equipment === null ? postEquipment({ name, note, count }) : putEquipment(equipment.id, { name, note }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: equipmentQuery.queryKey });
      onDone();
    },
  });
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.fields} noValidate>
      <ProblemAlert error={save.error} />
      <TextInput
        label={t('name')}
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={errors.name}
      />
      <Textarea
        label={t('note')}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={errors.note}
      />
      {equipment === null && (
        <NumberInput
          label={t('count')}
          min={0}
          max={200}
          allowDecimal={false}
          value={count}
          onChange={(value) => setCount(Number(value))}
          error={errors.count}
        />
      )}
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
