/** Changing one's own password. */
import { Button, Paper, PasswordInput, Text, Title } from '@mantine/core';
import { newPasswordSchema } from '@sambung/contract/account';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { accountSessionsQuery, putPassword } from '../api/accounts.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './account.module.css';
import { useDoorText } from './door-messages.ts';
import { useText } from './messages.ts';
import { NewPasswordField } from './NewPasswordField.tsx';
import { useProfileText } from './profile-messages.ts';

export function PasswordSection() {
  const t = useProfileText();
  const door = useDoorText();
  const account = useText();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const change = useMutation({
    mutationFn: putPassword,
    onSuccess: () => {
      setCurrent('');
      setNext('');
      void client.invalidateQueries({ queryKey: accountSessionsQuery.queryKey });
    },
    onError: (error) => setErrors(fieldErrors(error)),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const found = {
      ...(current === '' && { current: account('passwordError') }),
      ...(!newPasswordSchema.safeParse(next).success && { next: door('newPasswordError') }),
    };
    setErrors(found);
    if (Object.keys(found).length === 0) change.mutate({ current, next });
  }
  return (
    <Paper component="section" className={classes.section}>
      <Title order={2}>{t('password')}</Title>
      <Text>{t('passwordText')}</Text>
      <form noValidate className={classes.fields} onSubmit={submit}>
        <PasswordInput
          label={t('current')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={errors.current}
        />
        <NewPasswordField value={next} onChange={setNext} error={errors.next} />
        <ProblemAlert error={change.error} />
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            {t('changePassword')}
          </Button>
          <Text role="status" size="sm" mt={4}>
            {change.isSuccess && t('passwordChanged')}
          </Text>
        </div>
      </form>
    </Paper>
  );
}
