/** A new position, or an edit of one. */
import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Role } from '@sambung/contract/http';
import { roles } from '@sambung/contract/http';
import { type Position, positionCreationSchema } from '@sambung/contract/people';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useAccountText } from '../account/index.ts';
import { patchPosition, positionsQuery, postPosition } from '../api/admin.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import { usePeopleText } from './people-messages.ts';

interface Props {
  position: Position | null;
  positions: readonly Position[];
  onClose: () => void;
}
interface Values {
  key: string;
  title: string;
  roles: Role[];
  superiorId: string | null;
}

export function PositionForm({ position, positions, onClose }: Props) {
  const t = usePeopleText();
  const admin = useText();
  const account = useAccountText();
  const client = useQueryClient();
  const form = useForm<Values>({
    initialValues: {
      key: position?.key ?? '',
      title: position?.title ?? '',
      roles: position?.roles ?? [],
      superiorId: position?.superiorId ?? null,
    },
    validate: {
      key: (value) => (positionCreationSchema.shape.key.safeParse(value).success ? null : t('keyError')),
      title: (value) => (value.trim() === '' ? admin('required') : null),
      roles: (value) => (value.length === 0 ? t('rolesError') : null),
    },
  });
  const save = useMutation({
    mutationFn: ({ key, ...rest }: Values) =>
      position ? patchPosition(position.id, rest) : postPosition({ key, ...rest }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: positionsQuery.queryKey });
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <TextInput
          label={t('positionTitle')}
          required
          maxLength={200}
          data-autofocus
          {...form.getInputProps('title')}
        />
        <TextInput
          label={t('key')}
          description={t('keyHelp')}
          required
          maxLength={60}
          readOnly={position !== null}
          {...form.getInputProps('key')}
        />
        <Checkbox.Group label={t('roles')} {...form.getInputProps('roles')}>
          <Stack gap="xs" mt={4}>
            {roles.map((role) => (
              <Checkbox key={role} value={role} label={account(role)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t('superior')}
          description={t('superiorHelp')}
          placeholder={t('noSuperior')}
          clearable
          data={positions
            .filter(({ id, retiredAt }) => id !== position?.id && retiredAt === null)
            .map(({ id, title }) => ({ value: id, label: title }))}
          {...form.getInputProps('superiorId')}
        />
        <ProblemAlert error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending}>
            {admin('save')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {admin('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
