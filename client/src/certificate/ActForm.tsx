/** What staff do with a certificate: suspend, revoke, let it hold again; each opens a form that asks why. */
import { Alert, Button, Checkbox, Group, Paper, Radio, Stack, Text, Textarea } from '@mantine/core';
import type { Certificate } from '@sambung/contract/certificate';
import { verdictWords } from '@sambung/contract/certificate-words';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { postReverification, postRevocation, postSuspension } from '../api/certificates.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';

type Act = 'suspend' | 'revoke' | 'reverify';
const acts: readonly Act[] = ['suspend', 'reverify', 'revoke'];
const texts = { suspend: 'suspendText', revoke: 'revokeText', reverify: 'reverifyText' } as const;
/** The same as the contract's: shorter ones say nothing. */
const shortestReason = 10;

interface Props {
  certificate: Certificate;
  onDone: (certificate: Certificate) => void;
}

export function Acts({ certificate, onDone }: Props) {
  const t = useText();
  const [open, setOpen] = useState<Act | null>(null);
  const allowed = acts.filter((act) => certificate.may[act]);
  if (allowed.length === 0) return null;
  if (open !== null) {
    const done = (next: Certificate) => {
      setOpen(null);
      onDone(next);
    };
    return <ActForm certificate={certificate} act={open} onDone={done} onDismiss={() => setOpen(null)} />;
  }
  return (
    <Group gap="sm" mt="md">
      {allowed.map((act) => (
        <Button key={act} variant="default" {...(act === 'revoke' && { color: 'red' })} onClick={() => setOpen(act)}>
          {t(act)}
        </Button>
      ))}
    </Group>
  );
}

function ActForm({ certificate, act, onDone, onDismiss }: Props & { act: Act; onDismiss: () => void }) {
  const t = useText();
  const language = useLanguage();
  const [reason, setReason] = useState('');
  const [testCallId, setTestCallId] = useState(certificate.reverifiedBy[0]?.testCallId ?? '');
  const [sameProvider, setSameProvider] = useState(false);
  const [attempted, setAttempted] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  const sending = useMutation({
    mutationFn: () => {
      if (act === 'suspend') return postSuspension(certificate.id, reason);
      if (act === 'revoke') return postRevocation(certificate.id, reason);
      return postReverification(certificate.id, { testCallId, sameProvider: true, reason });
    },
    onSuccess: onDone,
  });
  const refused = sending.error ? fieldErrors(sending.error) : {};
  const isShort = reason.trim().length < shortestReason;
  const isUnsure = act === 'reverify' && (!sameProvider || testCallId === '');
  function submit(event: FormEvent) {
    event.preventDefault();
    setAttempted(true);
    if (isShort) return input.current?.focus();
    if (!isUnsure) sending.mutate();
  }
  return (
    <Paper component="section" withBorder p="lg" mt="md" aria-label={t(act)}>
      <Text fw={700} mb={4}>
        {t(act)}
      </Text>
      <Alert color="amber" mb="md">
        <Text c="var(--ink)">{t(texts[act])}</Text>
      </Alert>
      <form noValidate onSubmit={submit}>
        {act === 'reverify' && (
          <Radio.Group
            label={t('testCall')}
            description={t('testCallHelp')}
            mb="md"
            value={testCallId}
            onChange={setTestCallId}
            error={refused.testCallId ?? (attempted && testCallId === '' ? t('testCallMissing') : undefined)}
          >
            <Stack gap="xs" mt="xs">
              {certificate.reverifiedBy.map((one) => (
                <Radio
                  key={one.testCallId}
                  value={one.testCallId}
                  label={t(`passed_${one.kind}`, {
                    attempt: one.attempt,
                    when: formatDateTime(language, one.decidedAt, certificate.timeZone),
                    verdict: verdictWords[one.verdict]?.[language] ?? one.verdict,
                  })}
                />
              ))}
            </Stack>
            {certificate.reverifiedBy.length === 0 && <Text size="sm">{t('testCallNone')}</Text>}
          </Radio.Group>
        )}
        <Textarea
          ref={input}
          label={t('reason')}
          description={t('reasonHelp')}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={2_000}
          mb="md"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={attempted && isShort ? t('reasonMissing') : undefined}
        />
        {act === 'reverify' && (
          <Checkbox
            label={t('sameProvider')}
            mb="md"
            checked={sameProvider}
            onChange={(event) => setSameProvider(event.currentTarget.checked)}
            error={attempted && !sameProvider ? t('sameProviderMissing') : undefined}
          />
        )}
        {Object.keys(refused).length === 0 && <ProblemAlert error={sending.error} />}
        <Group gap="sm" mt="sm">
          <Button type="submit" {...(act === 'revoke' && { color: 'red' })} loading={sending.isPending}>
            {t(act)}
          </Button>
          <Button variant="default" onClick={onDismiss}>
            {t('dismiss')}
          </Button>
        </Group>
      </form>
    </Paper>
  );
}
