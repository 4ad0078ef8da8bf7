/** Another time or place after filing: checked again for clashes and lead time, with free alternatives one click away. */
import { Button, Group, Paper, Select, Text, Textarea } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { hasCode, problemOf } from '../api/problem.ts';
import { type CaseChange, postChange } from '../api/requests.ts';
import { useFormResources } from '../form/index.ts';
import { DateTimeRange } from '../ui/DateTimeRange.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { instantsOf, rangeOf } from '../ui/time-range.ts';
import { Alternatives } from './Alternatives.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

interface Props {
  request: CaseDetail;
  onChanged: (detail: CaseDetail) => void;
  onDismiss: () => void;
}

export function ChangeForm({ request, onChanged, onDismiss }: Props) {
  const t = useText();
  const { places, now } = useFormResources();
  const [placeId, setPlaceId] = useState(request.place?.id ?? null);
  const zone = places.find(({ id }) => id === placeId)?.timeZone ?? request.timeZone;
  const [range, setRange] = useState(() => rangeOf(request.startsAt ?? '', request.endsAt ?? '', request.timeZone));
  const [reason, setReason] = useState('');
  const [override, setOverride] = useState('');
  const [missing, setMissing] = useState(false);
  const change = useMutation({
    mutationFn: (input: CaseChange) => postChange(request.id, input),
    onSuccess: onChanged,
  });
  const { error } = change;
  const late = hasCode(error, 'lead-time', 'outside-working-hours');
  const errors = fieldErrors(error);

  function send(slot: { startsAt: string; endsAt: string; placeId?: string }) {
    setMissing(reason.trim() === '');
    if (reason.trim() === '') return;
    change.mutate({
      version: request.version,
      reason: reason.trim(),
      ...slot,
      ...(override.trim() === '' ? {} : { overrideReason: override.trim() }),
    });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const instants = instantsOf(range, zone);
    if (instants) send({ ...instants, ...(placeId === null ? {} : { placeId }) });
  }
  return (
    <Paper component="section" className={classes.subform} aria-label={t('changeTitle')}>
      <Text fw={700}>{t('changeTitle')}</Text>
      <Text size="sm" mb="md">
        {t('changeText')}
      </Text>
      <form noValidate onSubmit={submit} className={classes.attach}>
        {request.place && (
          <Select
            label={t('changePlace')}
            allowDeselect={false}
            data={places.map(({ id, name, location }) => ({ value: id, label: `${name} · ${location}` }))}
            value={placeId}
            onChange={setPlaceId}
            error={errors.placeId}
          />
        )}
        <DateTimeRange
          value={range}
          onChange={setRange}
          timeZone={zone}
          now={now}
          errors={{ start: errors.startsAt, end: errors.endsAt }}
        />
        <Textarea
          label={t('changeReason')}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={missing && reason.trim() === '' ? t('reasonMissing') : undefined}
        />
        <ProblemAlert error={error} />
        {hasCode(error, 'hold-conflict') && (
          <Alternatives
            alternatives={problemOf(error).alternatives ?? []}
            places={places}
            timeZone={request.timeZone}
            busy={change.isPending}
            onTake={({ startsAt, endsAt, placeId: place }) =>
              send({ startsAt, endsAt, ...(place === null ? {} : { placeId: place }) })
            }
          />
        )}
        {late && (
          <Textarea
            label={t(request.may.overrideLeadTime ? 'changeOverride' : 'changeOverrideAsk')}
            autosize
            minRows={2}
            maxLength={2_000}
            value={override}
            onChange={(event) => setOverride(event.currentTarget.value)}
          />
        )}
        <Group gap="sm">
          <Button type="submit" loading={change.isPending}>
            {t('changeSend')}
          </Button>
          <Button variant="default" onClick={onDismiss}>
            {t('dismiss')}
          </Button>
        </Group>
      </form>
    </Paper>
  );
}
