/** Name, phone, unit and language of one's own account. */
import { Anchor, Button, Paper, Select, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type Profile, type ProfileEdit, profileEditSchema } from '@sambung/contract/account';
import type { Language } from '@sambung/contract/problem';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { patchProfile, profileQuery } from '../api/accounts.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { sessionQuery } from '../api/queries.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './account.module.css';
import { useText } from './messages.ts';
import { useProfileText } from './profile-messages.ts';

export function ProfileSection({ profile }: { profile: Profile }) {
  const t = useProfileText();
  const account = useText();
  const client = useQueryClient();
  const { name, phone, unit, employeeNumber, language } = profile;
  const form = useForm<Required<{ [K in keyof ProfileEdit]: NonNullable<ProfileEdit[K]> }>>({
    initialValues: { name, phone, unit, employeeNumber, language },
    validate: {
      name: (value) => (profileEditSchema.shape.name.safeParse(value).success ? null : account('nameError')),
    },
  });
  const save = useMutation({
    mutationFn: patchProfile,
    onSuccess: (saved) => {
      client.setQueryData(profileQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Paper component="section" className={classes.section}>
      <Title order={2}>{t('profile')}</Title>
      <Anchor component={Link} to="/account/notifications">
        {t('notifications')}
      </Anchor>
      <form noValidate className={classes.fields} onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <TextInput label={t('name')} autoComplete="name" required {...form.getInputProps('name')} />
        <TextInput label={t('email')} description={t('emailHelp')} value={profile.email} readOnly />
        <TextInput label={t('phone')} type="tel" autoComplete="tel" {...form.getInputProps('phone')} />
        <TextInput label={t('unit')} maxLength={120} {...form.getInputProps('unit')} />
        <TextInput label={t('employeeNumber')} maxLength={60} {...form.getInputProps('employeeNumber')} />
        <Select
          label={t('language')}
          allowDeselect={false}
          data={[
            { value: 'id', label: t('indonesian') },
            { value: 'en', label: t('english') },
          ]}
          value={form.values.language}
          onChange={(value) => form.setFieldValue('language', (value ?? 'id') as Language)}
        />
        <ProblemAlert error={save.error} />
        <div>
          <Button type="submit" loading={save.isPending}>
            {t('save')}
          </Button>
          <Text role="status" size="sm" mt={4}>
            {save.isSuccess && t('saved')}
          </Text>
        </div>
      </form>
    </Paper>
  );
}
