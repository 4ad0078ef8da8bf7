/** The form of the first run. */
import { Alert, Button, PasswordInput, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { setupInputSchema } from '@sambung/contract/http';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { fieldErrors } from '../api/field-errors.ts';
import { postSetup } from '../api/http.ts';
import { hasCode } from '../api/problem.ts';
import { sessionQuery } from '../api/queries.ts';
import { queryClient } from '../api/query.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './account.module.css';
import { useText } from './messages.ts';
import { PasswordStrengthHint } from './PasswordStrengthHint.tsx';

const zones = [
  { value: 'Asia/Jakarta', name: 'WIB', about: 'wib' },
  { value: 'Asia/Makassar', name: 'WITA', about: 'wita' },
  { value: 'Asia/Jayapura', name: 'WIT', about: 'wit' },
] as const;

export function SetupForm({ token }: { token: string }) {
  const t = useText();
  const navigate = useNavigate();
  const { shape } = setupInputSchema;
  const form = useForm({
    initialValues: { institutionName: '', timeZone: 'Asia/Jakarta', name: '', email: '', password: '' },
    validateInputOnBlur: true,
    validate: {
      institutionName: (value) => (shape.institutionName.safeParse(value).success ? null : t('institutionNameError')),
      name: (value) => (shape.name.safeParse(value).success ? null : t('nameError')),
      email: (value) => (shape.email.safeParse(value.trim()).success ? null : t('emailError')),
      password: (value) => (shape.password.safeParse(value).success ? null : t('newPasswordError')),
    },
  });
  const setup = useMutation({
    mutationFn: postSetup,
    onSuccess: (state) => {
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, state);
      navigate('/admin/first-steps', { replace: true });
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => setup.mutate({ ...values, email: values.email.trim(), token }))}
    >
      <Stack gap="xl">
        <div>
          <Title order={1}>{t('setupTitle')}</Title>
          <Text c="dimmed" mt={4}>
            {t('setupIntro')}
          </Text>
        </div>
        <fieldset className={classes.group}>
          <legend>{t('institutionGroup')}</legend>
          <TextInput
            label={t('institutionName')}
            autoComplete="organization"
            required
            {...form.getInputProps('institutionName')}
          />
          <Radio.Group label={t('timeZone')} description={t('timeZoneHelp')} {...form.getInputProps('timeZone')}>
            <div className={classes.zones}>
              {zones.map((zone) => (
                <Radio.Card
                  key={zone.value}
                  value={zone.value}
                  className={classes.zone}
                  aria-label={`${zone.name}, ${t(zone.about)}`}
                >
                  <div className={classes.zoneInner}>
                    <Radio.Indicator aria-hidden />
                    <div>
                      <Text fw={700}>{zone.name}</Text>
                      <Text size="sm" c="dimmed">
                        {t(zone.about)}
                      </Text>
                    </div>
                  </div>
                </Radio.Card>
              ))}
            </div>
          </Radio.Group>
        </fieldset>
        <fieldset className={classes.group}>
          <legend>{t('adminGroup')}</legend>
          <TextInput label={t('name')} autoComplete="name" required {...form.getInputProps('name')} />
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <div>
            <PasswordInput
              label={t('newPassword')}
              description={t('newPasswordHelp')}
              autoComplete="new-password"
              required
              mb={8}
              visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
              {...form.getInputProps('password')}
            />
            <PasswordStrengthHint password={form.values.password} />
          </div>
        </fieldset>
        {hasCode(setup.error, 'link-not-valid') ? (
          <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={t('oldTokenTitle')}>
            {t('oldTokenText')}
          </Alert>
        ) : (
          <ProblemAlert error={setup.error} />
        )}
        <Button type="submit" loading={setup.isPending} fullWidth>
          {t('finishSetup')}
        </Button>
      </Stack>
    </form>
  );
}
