/** Everything once more before it is sent, and what may stand in the way: a taken slot, a late request, working hours. */
import { Alert, Button, Group, Paper, Text, Textarea, Title } from '@mantine/core';
import { boundField, type Form } from '@sambung/contract/form';
import type { Alternative } from '@sambung/contract/problem';
import type { CaseDetail } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { IconClockPlus, IconPencil, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { hasCode, problemOf } from '../api/problem.ts';
import { type CaseSubmission, postSubmission } from '../api/requests.ts';
import { Answers, useFormResources } from '../form/index.ts';
import { Alternatives } from '../request/index.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './booking.module.css';
import type { DraftKeeper, DraftSnapshot } from './draft-keeper.ts';
import { useText } from './messages.ts';

interface Props {
  form: Form;
  sop: SopVersion;
  keeper: DraftKeeper;
  snapshot: DraftSnapshot;
  onBack: () => void;
  /** Fields that the server found wrong. */
  onErrors: (error: unknown) => void;
  onFiled: (detail: CaseDetail) => void;
}
type Way = Omit<CaseSubmission, 'version'>;

export function Review({ form, sop, keeper, snapshot, onBack, onErrors, onFiled }: Props) {
  const t = useText();
  const language = useLanguage();
  const { places, timeZone } = useFormResources();
  const { values, detail } = snapshot;
  const others = (detail?.documents ?? []).filter(({ kind }) => kind === 'attachment');
  const problem = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState(false);
  const submission = useMutation({
    mutationFn: async (way: Way) => {
      const { id, version } = await keeper.settled();
      return postSubmission(id, { version, ...way });
    },
    onSuccess: (answer) => {
      keeper.accept(answer);
      // A late request whose applicant asked to be let in stays a draft until its officer decides.
      if (answer.state === 'draft') return setAsked(true);
      onFiled(answer);
    },
    onError: (error) => {
      if ((problemOf(error).errors ?? []).length > 0) onErrors(error);
    },
  });
  const { error } = submission;
  useEffect(() => {
    if (error !== null) problem.current?.focus();
  }, [error]);

  function take({ startsAt, endsAt, placeId }: Alternative) {
    const period = boundField(form, 'period');
    const place = boundField(form, 'place');
    keeper.change({
      ...(period === undefined ? {} : { [period.key]: { startsAt, endsAt } }),
      ...(place === undefined || placeId === null ? {} : { [place.key]: placeId }),
    });
    submission.mutate({});
  }

  const late = hasCode(error, 'lead-time', 'outside-working-hours');
  const taken = hasCode(error, 'hold-conflict');
  const overrideBy = sop.document.positions.find(({ key }) => key === sop.document.policies.leadTime.overrideBy);
  if (asked)
    return (
      <Alert role="status" color="amber" title={t('overrideAsked')}>
        {t('overrideAskedText', { position: overrideBy?.title ?? '' })}
      </Alert>
    );
  return (
    <>
      {(detail?.warnings ?? []).map((warning) => (
        <Alert key={warning.id} color="amber">
          {warning[language]}
        </Alert>
      ))}
      <Paper className={classes.sheet}>
        <Answers form={form} values={values} heading="h3" />
        {others.length > 0 && (
          <section>
            <Title order={3} mt="lg" mb="xs">
              {t('attachments')}
            </Title>
            {others.map(({ id, name }) => (
              <Text key={id} fw={600}>
                {name}
              </Text>
            ))}
          </section>
        )}
      </Paper>
      <div ref={problem} tabIndex={-1} className={classes.problem}>
        <ProblemAlert error={error} />
      </div>
      {taken && (
        <>
          <Alternatives
            alternatives={problemOf(error).alternatives ?? []}
            places={places}
            timeZone={timeZone}
            busy={submission.isPending}
            onTake={take}
          />
          <Paper component="section" className={classes.sheet}>
            <Text fw={700}>{t('waitlistTitle')}</Text>
            <Text size="sm" mb="sm">
              {t('waitlistText')}
            </Text>
            <Button
              variant="default"
              leftSection={<IconClockPlus size={20} aria-hidden />}
              loading={submission.isPending}
              onClick={() => submission.mutate({ waitlist: true })}
            >
              {t('waitlist')}
            </Button>
          </Paper>
        </>
      )}
      {late && (
        <Override
          may={detail?.may.overrideLeadTime ?? false}
          position={overrideBy?.title ?? ''}
          busy={submission.isPending}
          onSend={(overrideReason) => submission.mutate({ overrideReason })}
        />
      )}
      <Group gap="sm">
        {!taken && !late && (
          <Button
            loading={submission.isPending}
            leftSection={<IconSend size={20} aria-hidden />}
            onClick={() => submission.mutate({})}
          >
            {t(detail?.state === 'returned' ? 'sendAgain' : 'send')}
          </Button>
        )}
        <Button variant="default" leftSection={<IconPencil size={20} aria-hidden />} onClick={onBack}>
          {t('backToForm')}
        </Button>
      </Group>
    </>
  );
}

interface OverrideProps {
  /** Whether the reader may let it in; otherwise they ask whoever may. */
  may: boolean;
  position: string;
  busy: boolean;
  onSend: (reason: string) => void;
}

function Override({ may, position, busy, onSend }: OverrideProps) {
  const t = useText();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  function send(event: FormEvent) {
    event.preventDefault();
    const given = reason.trim();
    setMissing(given === '');
    if (given === '') return input.current?.focus();
    onSend(given);
  }
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="override">
      <Text component="h3" id="override" fw={700} m={0} mb={4}>
        {t(may ? 'overrideTitle' : 'overrideAskTitle')}
      </Text>
      <Text mb="md">{t(may ? 'overrideText' : 'overrideAskText', { position })}</Text>
      <form noValidate onSubmit={send}>
        <Textarea
          ref={input}
          label={t('overrideReason')}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={2_000}
          mb="md"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={missing && reason.trim() === '' ? t('overrideReasonMissing') : undefined}
        />
        <Button type="submit" loading={busy}>
          {t(may ? 'overrideSend' : 'overrideAsk')}
        </Button>
      </form>
    </Paper>
  );
}
