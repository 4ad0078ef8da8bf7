/** For whoever the procedure names: letting in a request that is late or outside working hours, with a reason that is recorded. */
import { Button, Paper, Text, Textarea, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { postSubmission } from '../api/requests.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

interface Props {
  request: CaseDetail;
  override: NonNullable<CaseDetail['override']>;
  sop: SopVersion | undefined;
  onChanged: (detail: CaseDetail) => void;
}

export function LetIn({ request, override, sop, onChanged }: Props) {
  const t = useText();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const sending = useMutation({
    mutationFn: () => postSubmission(request.id, { version: request.version, overrideReason: reason.trim() }),
    onSuccess: onChanged,
  });
  const key = sop?.document.policies.leadTime.overrideBy;
  const position = sop?.document.positions.find((one) => one.key === key)?.title ?? '';
  function send(event: FormEvent) {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') sending.mutate();
  }
  return (
    <Paper component="section" className={classes.offers} aria-labelledby="let-in">
      <Title order={2} id="let-in">
        {t('overrideAsked', { name: override.byName })}
      </Title>
      <Text my="xs" style={{ whiteSpace: 'pre-line' }}>
        {override.reason}
      </Text>
      <Text size="sm">{t('overrideWaits', { position })}</Text>
      {request.may.overrideLeadTime && (
        <form noValidate onSubmit={send} className={classes.attach}>
          <Textarea
            label={t('overrideReason')}
            required
            withAsterisk={false}
            autosize
            minRows={2}
            maxLength={2_000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={missing && reason.trim() === '' ? t('overrideReasonMissing') : undefined}
          />
          <ProblemAlert error={sending.error} />
          <Button type="submit" loading={sending.isPending} style={{ justifySelf: 'start' }}>
            {t('overrideLetIn')}
          </Button>
        </form>
      )}
    </Paper>
  );
}
