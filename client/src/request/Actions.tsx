/** What else may be done with a case: another time or place, cancelling, going without a test call, recording that nobody came. Rare things, so they stand last. */
import { Alert, Button, Group, Paper, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { postCancellation, postNoShow, postTestCallOmission } from '../api/requests.ts';
import { ChangeForm } from './ChangeForm.tsx';
import { useText } from './messages.ts';
import { ReasonForm } from './ReasonForm.tsx';
import classes from './request.module.css';

interface Props {
  request: CaseDetail;
  onChanged: (detail: CaseDetail) => void;
}

export function Actions({ request, onChanged }: Props) {
  const t = useText();
  const [chosen, setChosen] = useState<'change' | 'cancel' | 'no-show' | 'without-test' | null>(null);
  const [done, setDone] = useState<'changed' | 'changeAsked' | null>(null);
  const finish = (detail: CaseDetail) => {
    setChosen(null);
    onChanged(detail);
  };
  const { version } = request;
  const cancelling = useMutation({
    mutationFn: (reason: string) => postCancellation(request.id, { version, reason }),
    onSuccess: finish,
  });
  const missed = useMutation({
    mutationFn: (reason: string) => postNoShow(request.id, { version, reason }),
    onSuccess: finish,
  });
  const leaving = useMutation({
    mutationFn: (reason: string) => postTestCallOmission(request.id, { version, reason }),
    onSuccess: finish,
  });
  const { may } = request;
  if (!may.change && !may.cancel && !may.markNoShow && !may.leaveTestOut) return null;
  const dismiss = () => setChosen(null);
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="actions">
      <Title order={2} id="actions" mb="md">
        {t('actions')}
      </Title>
      <div role="status">
        {done && (
          <Alert color="teal" mb="md">
            {t(done)}
          </Alert>
        )}
      </div>
      {chosen === null && (
        <Group gap="sm">
          {may.change && (
            <Button variant="default" onClick={() => setChosen('change')}>
              {t('changeTime')}
            </Button>
          )}
          {may.leaveTestOut && (
            <Button variant="default" onClick={() => setChosen('without-test')}>
              {t('leaveTestOut')}
            </Button>
          )}
          {may.markNoShow && (
            <Button variant="default" onClick={() => setChosen('no-show')}>
              {t('noShow')}
            </Button>
          )}
          {may.cancel && (
            <Button variant="default" onClick={() => setChosen('cancel')}>
              {t('cancel')}
            </Button>
          )}
        </Group>
      )}
      {chosen === 'change' && (
        <ChangeForm
          request={request}
          onDismiss={dismiss}
          onChanged={(detail) => {
            setDone(
              detail.startsAt === request.startsAt && detail.override?.granted === false ? 'changeAsked' : 'changed',
            );
            finish(detail);
          }}
        />
      )}
      {chosen === 'without-test' && (
        <ReasonForm
          title={t('leaveTestOutTitle')}
          text={t('leaveTestOutText')}
          send={t('leaveTestOutSend')}
          pending={leaving.isPending}
          error={leaving.error}
          onSend={(reason) => leaving.mutate(reason)}
          onDismiss={dismiss}
        />
      )}
      {chosen === 'cancel' && (
        <ReasonForm
          title={t('cancelTitle')}
          text={t('cancelText')}
          send={t('cancelSend')}
          pending={cancelling.isPending}
          error={cancelling.error}
          onSend={cancelling.mutate}
          onDismiss={dismiss}
        />
      )}
      {chosen === 'no-show' && (
        <ReasonForm
          title={t('noShowTitle')}
          text={t('noShowText')}
          send={t('noShowSend')}
          pending={missed.isPending}
          error={missed.error}
          onSend={missed.mutate}
          onDismiss={dismiss}
        />
      )}
    </Paper>
  );
}
