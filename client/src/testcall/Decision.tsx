/** The technician's decision: taken once, with a note, and shown for ever after with who and when. */
import { Button, Radio, Stack, Text, Textarea } from '@mantine/core';
import type { Verdict } from '@sambung/contract/rubric';
import type { Diagnosis, TestCallDetail } from '@sambung/contract/test-run';
import { IconCircleX, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { postTestDecision, putTestNote } from '../api/http.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './console.module.css';
import { DiagnosisField, useSuggestedDiagnosis } from './DiagnosisField.tsx';
import { useText } from './messages.ts';
import { useText as useRunText } from './run-messages.ts';

interface Props {
  detail: TestCallDetail;
  hasBothDirections: boolean;
  onStored: (detail: TestCallDetail) => void;
}

const verdicts = ['certified', 'certified-with-conditions', 'not-certified'] as const satisfies readonly Verdict[];

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
  const r = useRunText();
  const [decision, setDecision] = useState<Verdict | null>(null);
  const [note, setNote] = useState(detail.note);
  const [conditions, setConditions] = useState('');
  const [reason, setReason] = useState('');
  const [diagnosis, setDiagnosis] = useState<readonly Diagnosis[] | null>(null);
  const suggested = useSuggestedDiagnosis(detail);
  const [checked, setChecked] = useState(false);
  const withConditions = decision === 'certified-with-conditions';
  const store = useMutation({
    mutationFn: (chosen: Verdict) =>
      postTestDecision(detail.id, {
        decision: chosen,
        note: note.trim(),
        conditions: withConditions ? conditions.trim() : '',
        reason: reason.trim(),
        diagnosis: chosen === 'not-certified' ? [...(diagnosis ?? suggested)] : [],
      }),
    onSuccess: onStored,
  });

  // What the rubric forbids is told beside the field it is about.
  const refused = fieldErrors(store.error);

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
          onChange={(value) => setDecision(verdicts.find((one) => one === value) ?? null)}
          error={checked && decision === null ? t('decisionMissing') : refused.decision}
        >
          <Stack gap="sm" mt="xs">
            {verdicts.map((verdict) => (
              <Radio
                key={verdict}
                value={verdict}
                label={r(`verdict_${verdict}`)}
                description={r(`decisionHint_${verdict}`)}
                size="md"
              />
            ))}
          </Stack>
        </Radio.Group>
        {decision === 'not-certified' && <DiagnosisField detail={detail} value={diagnosis} onChange={setDiagnosis} />}
        {withConditions && (
          <Textarea
            label={r('conditions')}
            description={r('conditionsHint')}
            required
            autosize
            maxLength={2_000}
            value={conditions}
            error={refused.conditions}
            onChange={(event) => setConditions(event.currentTarget.value)}
          />
        )}
        {decision !== null && decision !== 'not-certified' && (
          <Textarea
            label={r('reason')}
            description={r('reasonHint')}
            autosize
            maxLength={2_000}
            value={reason}
            error={refused.reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
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
          // What is noted while the call runs outlives this page.
          onBlur={() => void putTestNote(detail.id, note).catch(() => undefined)}
        />
        {!hasBothDirections && <Text size="sm">{t('decisionTooEarly')}</Text>}
        <ProblemAlert error={store.error} />
        <Button type="submit" loading={store.isPending} disabled={!hasBothDirections && decision !== 'not-certified'}>
          {t('store')}
        </Button>
      </Stack>
    </form>
  );
}

function Decided({ detail, decision }: { detail: TestCallDetail; decision: Verdict }) {
  const t = useText();
  const r = useRunText();
  const language = useLanguage();
  const Icon = decision === 'not-certified' ? IconCircleX : IconRosetteDiscountCheck;
  return (
    <Stack gap="sm">
      <p className={classes.verdict} data-decision={decision}>
        <Icon size={28} aria-hidden />
        {r(`verdict_${decision}`)}
        {detail.simulated && <span className={classes.simulated}>{t('simulated')}</span>}
      </p>
      {detail.conditions !== '' && (
        <p className={classes.note}>
          {r('conditions')}: {detail.conditions}
        </p>
      )}
      {detail.diagnosis.length > 0 && (
        <p className={classes.note}>
          {r('diagnosis')}:{' '}
          {detail.diagnosis.map((one) => r(one === 'other' ? 'diagnosis_else' : `diagnosis_${one}`)).join(', ')}
        </p>
      )}
      <p className={classes.note}>{detail.note}</p>
      <Text c="dimmed" size="sm">
        {t('decidedBy', { name: detail.decidedByName ?? '' })}
        {detail.decidedAt !== null &&
          ` ${t('decidedAt', { at: formatDateTime(language, detail.decidedAt, detail.timeZone) })}`}
      </Text>
    </Stack>
  );
}
