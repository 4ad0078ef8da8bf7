/** Personal data of people without an account: taken along, or erased. */
import { Button, Group, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { contactQuerySchema } from '@sambung/contract/privacy';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { eraseContact, postContactData } from '../api/admin.ts';
import { formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { saveFile } from '../ui/save-file.ts';
import { AdminFrame } from './AdminFrame.tsx';
import classes from './admin.module.css';
import { useInstitutionText } from './institution-messages.ts';
import { useText } from './messages.ts';
import { Sure } from './Sure.tsx';

export function PersonalDataPage() {
  const t = useInstitutionText();
  const admin = useText();
  const language = useLanguage();
  const [email, setEmail] = useState('');
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<{ email?: string; reason?: string }>({});
  const [asking, setAsking] = useState(false);
  const address = email.trim();
  const find = useMutation({
    mutationFn: () => postContactData(address),
    onSuccess: (data) => {
      if (count(data.records) > 0) saveFile('sambung-data.json', 'application/json', JSON.stringify(data, null, 2));
    },
  });
  const erase = useMutation({
    mutationFn: () => eraseContact(address, reason.trim()),
    onSuccess: () => setAsking(false),
  });
  function withEmail(act: () => void) {
    const right = contactQuerySchema.safeParse({ email: address }).success;
    setErrors(right ? {} : { email: admin('emailError') });
    if (right) act();
  }
  function eraseNow() {
    setErrors(reason.trim() === '' ? { reason: admin('required') } : {});
    if (reason.trim() !== '') erase.mutate();
  }
  const changed = Object.values(erase.data?.changed ?? {}).reduce((sum, each) => sum + each, 0);
  return (
    <AdminFrame title={t('dataTitle')} intro={t('dataIntro')}>
      <Paper component="section" className={classes.section}>
        <Stack className={classes.form}>
          <TextInput
            label={t('dataEmail')}
            type="email"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={errors.email}
          />
          <Group>
            <Button variant="default" loading={find.isPending} onClick={() => withEmail(() => find.mutate())}>
              {t('find')}
            </Button>
            <Button variant="default" onClick={() => withEmail(() => setAsking(true))}>
              {t('erase')}
            </Button>
          </Group>
          <Text role="status">
            {find.data && t('found', { count: formatNumber(language, count(find.data.records)) })}{' '}
            {erase.data && t('erased', { count: formatNumber(language, changed) })}
          </Text>
          <ProblemAlert error={find.error} />
        </Stack>
      </Paper>
      <Sure
        text={asking ? t('eraseSure', { email: address }) : null}
        error={erase.error}
        pending={erase.isPending}
        onYes={eraseNow}
        onClose={() => setAsking(false)}
      >
        <Textarea
          label={t('reason')}
          required
          maxLength={500}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={errors.reason}
        />
      </Sure>
    </AdminFrame>
  );
}

function count(records: Record<string, unknown[]>): number {
  return Object.values(records).reduce((sum, rows) => sum + rows.length, 0);
}
