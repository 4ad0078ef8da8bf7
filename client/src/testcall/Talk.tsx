/** What technician and technical contacts write to one another while the call runs. */
import { Button, Group, Text, TextInput } from '@mantine/core';
import type { TestMessage } from '@sambung/contract/test-run';
import { type FormEvent, useId, useState } from 'react';
import { formatClock } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './console.module.css';
import { useText } from './run-messages.ts';

interface Props {
  messages: readonly TestMessage[];
  timeZone: string;
  /** Null where nothing can be written any more. */
  onSend: ((text: string) => Promise<unknown>) | null;
}

const sideWords = { host: 'site_host', audience: 'site_audience' } as const;

export function Talk({ messages, timeZone, onSend }: Props) {
  const t = useText();
  const language = useLanguage();
  const headingId = useId();
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '' || onSend === null) return;
    setPending(true);
    setError(null);
    // What could not be sent stays in the field.
    onSend(text.trim())
      .then(() => setText(''))
      .catch(setError)
      .finally(() => setPending(false));
  };

  return (
    <section className={classes.card} aria-labelledby={headingId}>
      <h2 id={headingId} className={classes.cardTitle}>
        {t('talkTitle')}
      </h2>
      <Text c="dimmed" size="sm">
        {t('talkLead')}
      </Text>
      <ol className={classes.messages} aria-live="polite">
        {messages.length === 0 && <li className={classes.quiet}>{t('talkEmpty')}</li>}
        {messages.map((message) => (
          <li key={message.id}>
            <strong>{message.name}</strong>{' '}
            <span className={classes.quiet}>
              {message.side === null ? t('technician') : t(sideWords[message.side])} ·{' '}
              {formatClock(language, message.at, timeZone)}
            </span>
            <div>{message.text}</div>
          </li>
        ))}
      </ol>
      {onSend && (
        <form onSubmit={send}>
          <Group gap="sm" align="end" wrap="nowrap">
            <TextInput
              label={t('write')}
              style={{ flex: 1 }}
              maxLength={1_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={pending}>
              {t('send')}
            </Button>
          </Group>
          <ProblemAlert error={error} />
        </form>
      )}
    </section>
  );
}
