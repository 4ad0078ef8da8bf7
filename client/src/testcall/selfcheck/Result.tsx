/** What the check comes to: one sentence, what the network needs, and the report to keep or to send. */
import { Button, Group, Text } from '@mantine/core';
import type { Access } from '@sambung/contract/http';
import type { SelfCheckFacts } from '@sambung/contract/self-check';
import { type CheckedStep, gradeOf } from '@sambung/contract/self-check-judging';
import { IconDownload, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { postSelfCheck } from '../../api/http.ts';
import { formatDateTime } from '../../ui/date.ts';
import { useLanguage } from '../../ui/i18n.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { useText as useCallText } from '../messages.ts';
import { useText } from './messages.ts';
import { needsOf, reportText } from './report.ts';
import { Grade } from './Step.tsx';
import classes from './selfcheck.module.css';

interface Props {
  access: Access;
  facts: SelfCheckFacts;
  steps: readonly CheckedStep[];
  /** The connection is still being tested: what is sent now would be half. */
  running: boolean;
}

/** People without an account have no query client; one request needs none. */
type Sending = { stage: 'idle' | 'sending' | 'sent' } | { stage: 'failed'; error: unknown };

export function Result({ access, facts, steps, running }: Props) {
  const t = useText();
  const c = useCallText();
  const language = useLanguage();
  const grade = gradeOf(steps);
  const [sending, setSending] = useState<Sending>({ stage: 'idle' });
  const send = () => {
    setSending({ stage: 'sending' });
    postSelfCheck(access.code, { facts }).then(
      () => setSending({ stage: 'sent' }),
      (error: unknown) => setSending({ stage: 'failed', error }),
    );
  };
  const side = c(access.side === 'audience' ? 'audience' : 'host');
  const name = `self-check-${access.code}-${access.side ?? 'host'}`;
  const saveText = () => {
    const at = formatDateTime(language, new Date().toISOString(), access.timeZone);
    saveFile(`${name}.txt`, 'text/plain', reportText(facts, [t('reportFor', { title: access.title, side }), at]));
  };
  const saveJson = () => {
    const report = { code: access.code, side: access.side, at: new Date().toISOString(), steps, facts };
    saveFile(`${name}.json`, 'application/json', JSON.stringify(report, null, 2));
  };
  return (
    <section className={classes.step} aria-labelledby="check-result">
      <div className={classes.stepHead}>
        <h2 id="check-result" className={classes.stepTitle}>
          {t('resultTitle')}
        </h2>
        <Grade grade={grade} />
      </div>
      <Text role="status" fw={600}>
        {t(`result_${grade}`)}
      </Text>
      <h3 className={classes.smallTitle}>{t('adviceTitle')}</h3>
      <Text size="sm">{t('allow')}</Text>
      <ul className={classes.needs}>
        {needsOf(facts).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {facts.connection.ownAddresses.length > 0 && (
        <Text size="sm">{t('ownAddresses', { list: facts.connection.ownAddresses.join(', ') })}</Text>
      )}
      <Group gap="sm">
        <Button
          leftSection={<IconSend size={18} aria-hidden />}
          loading={sending.stage === 'sending'}
          disabled={running}
          onClick={send}
        >
          {t('send')}
        </Button>
        <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} onClick={saveText}>
          {t('saveText')}
        </Button>
        <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} onClick={saveJson}>
          {t('saveJson')}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {sending.stage === 'sent' && t('sent')}
      </Text>
      {sending.stage === 'failed' && <ProblemAlert error={sending.error} />}
    </section>
  );
}
