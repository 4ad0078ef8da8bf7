/** What is not right yet, above the form: each entry leads to its field. It takes the focus when it appears, so that nobody misses it. */
import { Anchor, Paper, Text } from '@mantine/core';
import type { Form } from '@sambung/contract/form';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../ui/i18n.ts';
import { type FieldErrors, summaryOf } from './errors.ts';
import classes from './form.module.css';
import { useText } from './messages.ts';

interface Props {
  form: Form;
  errors: FieldErrors;
  onGo: (key: string) => void;
  /** Grows with every failed attempt; each one puts the reader here again. */
  attempt: number;
}

export function ErrorSummary({ form, errors, onGo, attempt }: Props) {
  const t = useText();
  const language = useLanguage();
  const ref = useRef<HTMLDivElement>(null);
  const entries = summaryOf(form, errors);
  useEffect(() => {
    if (attempt > 0) ref.current?.focus();
  }, [attempt]);
  if (entries.length === 0) return null;
  return (
    <Paper ref={ref} tabIndex={-1} className={classes.summary} role="group" aria-labelledby="error-summary">
      <Text component="h2" id="error-summary" fw={700} fz="lg">
        {t('summaryTitle', { count: entries.length })}
      </Text>
      <Text size="sm">{t('summaryHelp')}</Text>
      <ul>
        {entries.map(({ key, field, message }) => (
          <li key={key}>
            {field === undefined ? (
              message
            ) : (
              <Anchor component="button" type="button" ta="left" onClick={() => onGo(key)}>
                {`${field.label[language]}: ${message}`}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
    </Paper>
  );
}
