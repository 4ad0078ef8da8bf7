/** "Lapor perubahan IP": the site's new public address, told to those who must test again. */
import { Alert, Button, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { postClientAddress } from '../api/sites.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';

export function AddressReport() {
  const t = useText();
  const [address, setAddress] = useState('');
  const [note, setNote] = useState('');
  const report = useMutation({ mutationFn: postClientAddress });
  const refused = report.error ? fieldErrors(report.error) : {};

  function submit(event: FormEvent) {
    event.preventDefault();
    report.mutate({ address, note });
  }

  return (
    <Paper component="section" withBorder p="lg" my="lg" aria-labelledby="address-report">
      <Title order={2} id="address-report">
        {t('addressChanged')}
      </Title>
      <Text mb="md">{t('addressHelp')}</Text>
      {report.isSuccess ? (
        <Alert role="status" color="teal" icon={<IconCheck aria-hidden />}>
          <Text c="var(--ink)">{t('reported')}</Text>
        </Alert>
      ) : (
        <form noValidate onSubmit={submit}>
          <Stack>
            <TextInput
              label={t('newAddress')}
              required
              value={address}
              onChange={(event) => setAddress(event.currentTarget.value)}
              error={refused.address}
            />
            <Textarea
              label={t('addressNote')}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            {refused.address === undefined && <ProblemAlert error={report.error} />}
            <Button type="submit" variant="default" loading={report.isPending}>
              {t('report')}
            </Button>
          </Stack>
        </form>
      )}
    </Paper>
  );
}
