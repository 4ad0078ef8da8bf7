/** Deviations from the quality standard: what, when, who answers for it, and the explanation. */
import { Alert, Button, Paper, Text, Textarea, Title } from '@mantine/core';
import type { Deviation } from '@sambung/contract/deviation';
import type { CaseDetail } from '@sambung/contract/request';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { postExplanation } from '../api/requests.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

interface Props {
  request: CaseDetail;
  onChanged: (detail: CaseDetail) => void;
}

export function Deviations({ request, onChanged }: Props) {
  const t = useText();
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="deviations">
      <Title order={2} id="deviations" mb="sm">
        {t('deviations')}
      </Title>
      <ul className={classes.entries}>
        {request.deviations.map((deviation) => (
          <li key={deviation.id} className={classes.entry}>
            <One request={request} deviation={deviation} onChanged={onChanged} />
          </li>
        ))}
      </ul>
    </Paper>
  );
}

function One({ request, deviation, onChanged }: Props & { deviation: Deviation }) {
  const t = useText();
  const language = useLanguage();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const saving = useMutation({
    mutationFn: () => postExplanation(request.id, deviation.id, text.trim()),
    onSuccess: onChanged,
  });
  function save(event: FormEvent) {
    event.preventDefault();
    setMissing(text.trim() === '');
    if (text.trim() !== '') saving.mutate();
  }
  return (
    <>
      <Text fw={600}>{deviation.detail[language]}</Text>
      <Text size="sm" c="dimmed">
        {t('deviationNoticed', {
          when: formatDateTime(language, deviation.noticedAt, request.timeZone),
          responsible: deviation.responsible,
        })}
      </Text>
      {deviation.explanation !== null && (
        <Alert color="gray" mt="xs" title={t('deviationExplained', { name: deviation.explainedByName ?? '' })}>
          <Text style={{ whiteSpace: 'pre-line' }}>{deviation.explanation}</Text>
        </Alert>
      )}
      {deviation.explanation === null && !deviation.mayExplain && <Text mt="xs">{t('deviationOpen')}</Text>}
      {deviation.mayExplain && (
        <form noValidate onSubmit={save} className={classes.attach}>
          <Textarea
            label={t('explanation')}
            autosize
            minRows={2}
            maxLength={4_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={missing && text.trim() === '' ? t('explanationMissing') : undefined}
          />
          <ProblemAlert error={saving.error} />
          <Button type="submit" variant="default" loading={saving.isPending} style={{ justifySelf: 'start' }}>
            {t('explain')}
          </Button>
        </form>
      )}
    </>
  );
}
