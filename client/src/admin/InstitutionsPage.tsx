/** The institutions that this installation serves, for admins of the one that runs it. */
import { Badge, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { institutionCreationSchema } from '@sambung/contract/institution';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { institutionsQuery, postInstitution } from '../api/admin.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { formatNumber, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { AdminFrame } from './AdminFrame.tsx';
import classes from './admin.module.css';
import { FirstPassword } from './FirstPassword.tsx';
import { useInstitutionText } from './institution-messages.ts';
import { useText } from './messages.ts';
import { zoneChoices } from './zones.ts';

export function InstitutionsPage() {
  const t = useInstitutionText();
  const admin = useText();
  const language = useLanguage();
  const institutions = useQuery(institutionsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <AdminFrame
      title={t('institutions')}
      intro={t('institutionsIntro')}
      action={<Button onClick={() => setAdding(true)}>{t('addInstitution')}</Button>}
    >
      <ProblemAlert error={institutions.error} onRetry={() => institutions.refetch()} />
      {institutions.isPending && <PageLoading />}
      {institutions.data && (
        <ul className={classes.rows}>
          {institutions.data.map(({ id, name, timeZone, createdAt, staffCount, operator }) => (
            <li key={id}>
              <div className={classes.rowMain}>
                <div className={classes.name}>{name}</div>
                <div className={classes.quiet}>
                  {zoneName(timeZone, createdAt)} · {t('staff', { count: formatNumber(language, staffCount) })}
                </div>
              </div>
              {operator && <Badge color="teal">{t('operator')}</Badge>}
            </li>
          ))}
        </ul>
      )}
      <Modal
        withinPortal={false}
        opened={adding}
        onClose={() => setAdding(false)}
        title={t('addInstitution')}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': admin('close') }}
      >
        <NewInstitutionForm onClose={() => setAdding(false)} />
      </Modal>
    </AdminFrame>
  );
}

function NewInstitutionForm({ onClose }: { onClose: () => void }) {
  const t = useInstitutionText();
  const admin = useText();
  const client = useQueryClient();
  const { shape } = institutionCreationSchema;
  const form = useForm({
    initialValues: { name: '', timeZone: 'Asia/Jakarta', admin: { name: '', email: '' } },
    validate: {
      name: (value) => (shape.name.safeParse(value).success ? null : admin('required')),
      admin: {
        name: (value) => (value.trim() === '' ? admin('required') : null),
        email: (value) => (shape.admin.shape.email.safeParse(value.trim()).success ? null : admin('emailError')),
      },
    },
  });
  const create = useMutation({
    mutationFn: postInstitution,
    onSuccess: () => client.invalidateQueries({ queryKey: institutionsQuery.queryKey }),
    onError: (error) => {
      const { email, ...rest } = fieldErrors(error);
      form.setErrors({ ...rest, ...(email !== undefined && { 'admin.email': email }) });
    },
  });
  if (create.data) {
    return (
      <Stack role="status">
        <Text fw={700}>{t('createdTitle', { name: create.data.name })}</Text>
        <FirstPassword name={form.values.admin.name} password={create.data.firstPassword} />
        <Button onClick={onClose}>{admin('close')}</Button>
      </Stack>
    );
  }
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        create.mutate({ ...values, admin: { ...values.admin, email: values.admin.email.trim() } }),
      )}
    >
      <Stack>
        <TextInput label={t('name')} required maxLength={200} data-autofocus {...form.getInputProps('name')} />
        <Select label={t('timeZone')} allowDeselect={false} data={zoneChoices()} {...form.getInputProps('timeZone')} />
        <TextInput label={t('adminName')} required maxLength={120} {...form.getInputProps('admin.name')} />
        <TextInput label={t('adminEmail')} type="email" required {...form.getInputProps('admin.email')} />
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
