/** The form of a request: checked against the contract, never emptied by a refusal, with free alternatives one click away. */
import {
  Alert,
  Button,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import type { Place, Staff } from '@sambung/contract/http';
import type { Alternative } from '@sambung/contract/problem';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { fieldErrors } from '../api/field-errors.ts';
import { postRequest } from '../api/http.ts';
import { hasCode, problemOf } from '../api/problem.ts';
import { requestQuery, requestsQuery } from '../api/queries.ts';
import { DateTimeRange } from '../ui/DateTimeRange.tsx';
import { formatNumber, formatRange } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { rangeOf } from '../ui/time-range.ts';
import { Alternatives } from './Alternatives.tsx';
import classes from './booking.module.css';
import { ContactFields } from './ContactFields.tsx';
import { dropDraft, emptyDraft, loadDraft, type RequestDraft, saveDraft } from './draft.ts';
import { checkDraft, type DraftErrors, type FieldPath, isFieldPath } from './draft-check.ts';
import { useText } from './messages.ts';

export function RequestForm({ places, staff }: { places: Place[]; staff: Staff }) {
  const t = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const formRef = useRef<HTMLFormElement>(null);
  const [restored, setRestored] = useState(() => loadDraft() !== null);
  const [draft, setDraft] = useState<RequestDraft>(() => loadDraft() ?? emptyDraft(staff));
  const [errors, setErrors] = useState<DraftErrors>({});
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [chosen, setChosen] = useState('');
  const [failures, setFailures] = useState(0);
  const place = places.find(({ id }) => id === draft.placeId);
  const timeZone = place?.timeZone ?? staff.institution.timeZone;

  const submission = useMutation({
    mutationFn: postRequest,
    onSuccess: (request) => {
      dropDraft();
      client.setQueryData(requestQuery(request.id).queryKey, request);
      void client.invalidateQueries({ queryKey: requestsQuery.queryKey, exact: true });
      navigate(`/requests/${request.id}`, { state: { submitted: true } });
    },
    onError: (error) => {
      setRefused(fieldErrors(error));
      setFailures((count) => count + 1);
    },
  });

  // The first field that is not right yet is where the reader goes on.
  useEffect(() => {
    if (failures > 0) formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failures]);

  function change(part: Partial<RequestDraft>, ...paths: FieldPath[]) {
    const next = { ...draft, ...part };
    setDraft(next);
    saveDraft(next);
    setErrors((old) => without(old, paths));
    setRefused((old) => without(old, paths));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = checkDraft(draft, timeZone, Date.now());
    setErrors(checked.errors ?? {});
    setRefused({});
    if (checked.errors === null) return submission.mutate(checked.input);
    submission.reset();
    setFailures((count) => count + 1);
  }

  function choose(alternative: Alternative, at: Place) {
    const { startsAt, endsAt } = alternative;
    change({ placeId: at.id, range: rangeOf(startsAt, endsAt, at.timeZone) }, 'placeId', 'startsAt', 'endsAt');
    setChosen(t('alternativeChosen', { place: at.name, when: formatRange(language, startsAt, endsAt, at.timeZone) }));
    submission.reset();
    formRef.current?.querySelector<HTMLElement>('button[type="submit"]')?.focus();
  }

  function startOver() {
    dropDraft();
    setDraft(emptyDraft(staff));
    setErrors({});
    setRefused({});
    setRestored(false);
    submission.reset();
  }

  const errorAt = (path: FieldPath) => {
    const message = errors[path];
    return message === undefined ? refused[path] : t(message);
  };
  const tooMany = place !== undefined && draft.participantCount !== '' && draft.participantCount > place.capacity;

  return (
    <form ref={formRef} noValidate onSubmit={submit}>
      <Stack gap="lg">
        {restored && (
          <Alert color="teal">
            <Group justify="space-between">
              <Text size="sm">{t('draftKept')}</Text>
              <Button variant="default" onClick={startOver}>
                {t('startOver')}
              </Button>
            </Group>
          </Alert>
        )}
        <Paper component="fieldset" className={classes.sheet}>
          <legend className={classes.legend}>{t('eventGroup')}</legend>
          <Stack>
            <TextInput
              label={t('title')}
              description={t('titleExample')}
              required
              maxLength={200}
              value={draft.title}
              onChange={(event) => change({ title: event.currentTarget.value }, 'title')}
              error={errorAt('title')}
            />
          </Stack>
        </Paper>
        <Paper component="fieldset" className={classes.sheet}>
          <legend className={classes.legend}>{t('whenGroup')}</legend>
          <Stack>
            <Select
              label={t('place')}
              required
              allowDeselect={false}
              data={places.map(({ id, name, location, capacity }) => ({
                value: id,
                label: t('placeOption', { name, location, capacity: formatNumber(language, capacity) }),
              }))}
              value={draft.placeId === '' ? null : draft.placeId}
              onChange={(placeId) => change({ placeId: placeId ?? '' }, 'placeId')}
              error={errorAt('placeId')}
            />
            <DateTimeRange
              value={draft.range}
              onChange={(range) => change({ range }, 'startsAt', 'endsAt')}
              timeZone={timeZone}
              errors={{ start: errorAt('startsAt'), end: errorAt('endsAt') }}
              now={Date.now()}
            />
            <div>
              <NumberInput
                label={t('participantCount')}
                required
                maw={260}
                min={1}
                max={10_000}
                allowDecimal={false}
                allowNegative={false}
                clampBehavior="none"
                inputMode="numeric"
                hideControls
                value={draft.participantCount}
                onChange={(count) =>
                  change({ participantCount: typeof count === 'number' ? count : '' }, 'participantCount')
                }
                error={errorAt('participantCount')}
              />
              <div role="status">
                {tooMany && (
                  <Alert color="amber" mt="xs" p="sm">
                    {t('overCapacity', {
                      place: place.name,
                      capacity: formatNumber(language, place.capacity),
                      count: formatNumber(language, Number(draft.participantCount)),
                    })}
                  </Alert>
                )}
              </div>
            </div>
          </Stack>
        </Paper>
        <Paper component="fieldset" className={classes.sheet}>
          <legend className={classes.legend}>{t('contactsGroup')}</legend>
          <Text c="dimmed" size="sm" mb="md">
            {t('contactsHelp')}
          </Text>
          <div className={classes.twoColumns}>
            {(['hostContact', 'audienceContact'] as const).map((side) => (
              <ContactFields
                key={side}
                side={side}
                value={draft[side]}
                onChange={(contact, part) => change({ [side]: contact }, `${side}.${part}`)}
                errorAt={(part) => errorAt(`${side}.${part}`)}
              />
            ))}
          </div>
        </Paper>
        <ProblemAlert error={submission.error} />
        {hasCode(submission.error, 'hold-conflict') && (
          <Alternatives
            alternatives={problemOf(submission.error).alternatives ?? []}
            places={places}
            onChoose={choose}
          />
        )}
        <VisuallyHidden role="status">{chosen}</VisuallyHidden>
        {chosen !== '' && submission.error === null && (
          <Alert color="teal" aria-hidden>
            {chosen}
          </Alert>
        )}
        <Button type="submit" loading={submission.isPending} className={classes.submit}>
          {t('send')}
        </Button>
      </Stack>
    </form>
  );
}

function without<T extends Record<string, unknown>>(record: T, paths: string[]): T {
  const kept = Object.entries(record).filter(([path]) => !paths.includes(path) || !isFieldPath(path));
  return Object.fromEntries(kept) as T;
}
