/** The second step on one's own account page: set up, renewed codes, taken down. */
import { Button, Group, Modal, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import type { Profile } from '@sambung/contract/account';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { profileQuery, removeSecondStep, renewRecoveryCodes } from '../api/accounts.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './account.module.css';
import { useProfileText } from './profile-messages.ts';
import { RecoveryCodeList } from './RecoveryCodeList.tsx';
import { SecondStepSetup } from './SecondStepSetup.tsx';
import { useStaff } from './session.ts';

type Doing = 'set-up' | 'renew' | 'remove' | null;

export function SecondStepSection({ profile }: { profile: Profile }) {
  const t = useProfileText();
  const language = useLanguage();
  const staff = useStaff();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing>(null);
  const { confirmedAt, recoveryCodesLeft, required } = profile.secondStep;
  function done() {
    setDoing(null);
    void client.invalidateQueries({ queryKey: profileQuery.queryKey });
  }
  return (
    <Paper component="section" className={classes.section}>
      <Title order={2}>{t('secondStep')}</Title>
      <Text>
        {confirmedAt === null
          ? t('secondStepOff')
          : t('secondStepOn', {
              since: formatDateTime(language, confirmedAt, staff.institution.timeZone),
              left: recoveryCodesLeft,
            })}
      </Text>
      {required && <Text>{t('secondStepRequired')}</Text>}
      <Group>
        {confirmedAt === null ? (
          <Button variant="default" onClick={() => setDoing('set-up')}>
            {t('setUp')}
          </Button>
        ) : (
          <>
            <Button variant="default" onClick={() => setDoing('renew')}>
              {t('renewCodes')}
            </Button>
            {!required && (
              <Button variant="default" onClick={() => setDoing('remove')}>
                {t('turnOff')}
              </Button>
            )}
          </>
        )}
      </Group>
      <Modal
        withinPortal={false}
        opened={doing !== null}
        onClose={done}
        title={t('secondStep')}
        closeButtonProps={{ 'aria-label': t('close') }}
        closeOnClickOutside={false}
      >
        {doing === 'set-up' && <SecondStepSetup onDone={done} />}
        {(doing === 'renew' || doing === 'remove') && <Proof doing={doing} onDone={done} />}
      </Modal>
    </Paper>
  );
}

/** The password once more, before codes are made anew or are no longer asked for. */
function Proof({ doing, onDone }: { doing: 'renew' | 'remove'; onDone: () => void }) {
  const t = useProfileText();
  const [password, setPassword] = useState('');
  const act = useMutation({
    mutationFn: async () => {
      if (doing === 'renew') return (await renewRecoveryCodes(password)).codes;
      await removeSecondStep(password);
      onDone();
      return [];
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (password !== '') act.mutate();
  }
  if (act.data && act.data.length > 0) return <RecoveryCodeList codes={act.data} onDone={onDone} />;
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <PasswordInput
          label={t('prove')}
          autoComplete="current-password"
          data-autofocus
          required
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={fieldErrors(act.error).password}
        />
        {fieldErrors(act.error).password === undefined && <ProblemAlert error={act.error} />}
        <Group>
          <Button type="submit" loading={act.isPending}>
            {t('proceed')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
