/** A new account: who it is, which positions, and how the person gets in first. */
import { Button, Group, MultiSelect, Radio, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { peopleQuery, positionsQuery, postPerson } from '../api/admin.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { FirstPassword } from './FirstPassword.tsx';
import { useText } from './messages.ts';
import { emptyPerson, PersonFields, type PersonValues, validatePerson } from './PersonFields.tsx';
import { usePeopleText } from './people-messages.ts';

interface Values extends PersonValues {
  positionIds: string[];
  welcome: 'password' | 'mail';
}

export function NewPersonForm({ onClose }: { onClose: () => void }) {
  const t = usePeopleText();
  const admin = useText();
  const client = useQueryClient();
  const positions = useQuery(positionsQuery);
  const form = useForm<Values>({
    initialValues: { ...emptyPerson, positionIds: [], welcome: 'password' },
    validate: validatePerson({ required: admin('required'), email: admin('emailError') }),
  });
  const create = useMutation({
    mutationFn: postPerson,
    onSuccess: () => client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  if (create.data) {
    const { person, firstPassword } = create.data;
    return (
      <Stack role="status">
        <Text fw={700}>{t('createdTitle', { name: person.name })}</Text>
        {firstPassword === null ? (
          <Text>{t('mailed', { email: person.email })}</Text>
        ) : (
          <FirstPassword name={person.name} password={firstPassword} />
        )}
        <Button onClick={onClose}>{admin('close')}</Button>
      </Stack>
    );
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => create.mutate({ ...values, email: values.email.trim() }))}>
      <Stack>
        <PersonFields form={form} />
        <MultiSelect
          label={t('positions')}
          searchable
          data={(positions.data ?? [])
            .filter(({ retiredAt }) => retiredAt === null)
            .map(({ id, title }) => ({ value: id, label: title }))}
          comboboxProps={{ withinPortal: false }}
          {...form.getInputProps('positionIds')}
        />
        <Radio.Group label={t('welcome')} {...form.getInputProps('welcome')}>
          <Stack gap="xs" mt={4}>
            <Radio value="password" label={t('byPassword')} />
            <Radio value="mail" label={t('byMail')} />
          </Stack>
        </Radio.Group>
        <ProblemAlert error={create.error} />
        <Group>
          <Button type="submit" loading={create.isPending}>
            {t('create')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {admin('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
