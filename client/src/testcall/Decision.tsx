/** The technician's decision: taken once, with a note, and shown for ever after with who and when. */
import { Button, Radio, Stack, Text, Textarea } from '@mantine/core';
import type { Certification, TestCallDetail } from '@sambung/contract/http';
import { IconCircleX, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { postCertification } from '../api/http.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './console.module.css';
import { useText } from './messages.ts';

interface Props {
  detail: TestCallDetail;
  hasBothDirections: boolean;
  onStored: (detail: TestCallDetail) => void;
}

export function Decision({ detail, hasBothDirections, onStored }: Props) {
  const t = useText();
  return (
    <section className={classes.card} aria-labelledby="decision">
      <h2 id="decision" className={classes.cardTitle}>
        {t('decisionTitle')}
      </h2>
      {detail.decision === null ? (
        <DecisionForm detail={detail} hasBothDirections={hasBothDirections} onStored={onStored} />
      ) : (
        <Decided detail={detail} decision={detail.decision} />
      )}
    </section>
  );
}

function DecisionForm({ detail, hasBothDirections, onStored }: Props) {
  const t = useText();
  const [decision, setDecision] = useState<Certification | null>(null);
  const [note, setNote] = useState('');
  const [checked, setChecked] = useState(false);
  const store = useMutation({
    mutationFn: (chosen: Certification) => postCertification(detail.id, { decision: chosen, note: note.trim() }),
    onSuccess: onStored,
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (decision !== null && note.trim() !== '') store.mutate(decision);
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text c="dimmed" size="sm">
          {t('decisionLead')}
        </Text>
        <Radio.Group
          label={t('decision')}
          withAsterisk
          value={decision}
          onChange={(value) => setDecision(value as Certification)}
          error={checked && decision === null ? t('decisionMissing') : undefined}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="certified" label={t('certified')} description={t('certifiedHint')} size="md" />
            <Radio value="not-certified" label={t('notCertified')} description={t('notCertifiedHint')} size="md" />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('note')}
          description={t('noteHint')}
          required
          autosize
          minRows={3}
          maxRows={10}
          maxLength={4_000}
          value={note}
          error={checked && note.trim() === '' ? t('noteMissing') : undefined}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {!hasBothDirections && <Text size="sm">{t('decisionTooEarly')}</Text>}
        <ProblemAlert error={store.error} />
        <Button type="submit" loading={store.isPending} disabled={!hasBothDirections}>
          {t('store')}
        </Button>
      </Stack>
    </form>
  );
}

function Decided({ detail, decision }: { detail: TestCallDetail; decision: Certification }) {
  const t = useText();
  const language = useLanguage();
  const isCertified = decision === 'certified';
  const Icon = isCertified ? IconRosetteDiscountCheck : IconCircleX;
  return (
    <Stack gap="sm">
      <p className={classes.verdict} data-decision={decision}>
        <Icon size={28} aria-hidden />
        {t(isCertified ? 'certified' : 'notCertified')}
        {detail.simulated && <span className={classes.simulated}>{t('simulated')}</span>}
      </p>
      <p className={classes.note}>{detail.note}</p>
      <Text c="dimmed" size="sm">
        {t('decidedBy', { name: detail.decidedByName ?? '' })}
        {detail.decidedAt !== null &&
          ` ${t('decidedAt', { at: formatDateTime(language, detail.decidedAt, detail.timeZone) })}`}
      </Text>
    </Stack>
  );
}
