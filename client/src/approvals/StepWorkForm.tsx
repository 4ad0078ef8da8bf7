/** The work of a step while it is open: its form and its checklist, each item ready, broken or absent. */
import { Button, Group, Radio, Text, TextInput, Title } from '@mantine/core';
import type { Form } from '@sambung/contract/form';
import type { CaseStep } from '@sambung/contract/request';
import { useRef } from 'react';
import { ErrorSummary, type FieldErrors, FormFields, focusField } from '../form/index.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './approvals.module.css';
import { useText } from './messages.ts';
import { fillableBy, type WorkDraft, withItem, withValue } from './work-draft.ts';

interface Props {
  step: CaseStep;
  form: Form | undefined;
  work: WorkDraft;
  dirty: boolean;
  pending: boolean;
  saved: boolean;
  /** What keeps the form from being complete, by path. */
  errors: FieldErrors;
  /** Grows with every attempt that found errors. */
  attempt: number;
  /** Takes the draft as it is at that moment: an upload ends long after other fields were filled in. */
  onChange: (key: string, change: (work: WorkDraft) => WorkDraft) => void;
  onSave: () => void;
}

const states = [
  { state: 'open', label: 'checkOpen' },
  { state: 'ready', label: 'checkReady' },
  { state: 'broken', label: 'checkBroken' },
  { state: 'absent', label: 'checkAbsent' },
] as const;

export function StepWorkForm({ step, form, work, dirty, pending, saved, errors, attempt, onChange, onSave }: Props) {
  const t = useText();
  const language = useLanguage();
  const root = useRef<HTMLDivElement>(null);
  return (
    <div ref={root} className={classes.form}>
      {form && (
        <>
          <ErrorSummary form={form} errors={errors} attempt={attempt} onGo={(key) => focusField(root.current, key)} />
          <FormFields
            form={form}
            values={{ ...step.values, ...work.values }}
            onChange={(key, value) => onChange(key, (now) => withValue(now, key, value))}
            errors={errors}
            fillableBy={fillableBy}
          />
        </>
      )}
      {step.checklist.length > 0 && (
        <section>
          <Title order={3} mb="xs">
            {t('checklist')}
          </Title>
          <ul className={classes.plainList}>
            {step.checklist.map(({ key, name, ...stored }) => {
              const item = work.checklist[key] ?? stored;
              const change = (changes: Partial<typeof item>) =>
                onChange(key, (now) => withItem(now, key, { state: item.state, note: item.note ?? '', ...changes }));
              return (
                <li key={key} className={classes.checkItem}>
                  <Radio.Group
                    label={name[language]}
                    value={item.state}
                    onChange={(value) =>
                      change({ state: states.find(({ state }) => state === value)?.state ?? 'open' })
                    }
                  >
                    <div className={classes.checkStates}>
                      {states.map(({ state, label }) => (
                        <Radio key={state} className={classes.choice ?? ''} value={state} label={t(label)} />
                      ))}
                    </div>
                  </Radio.Group>
                  {(item.state === 'broken' || item.state === 'absent' || item.note !== '') && (
                    <TextInput
                      label={t('checkNote', { name: name[language] })}
                      maxLength={500}
                      value={item.note ?? ''}
                      onChange={(event) => change({ note: event.currentTarget.value })}
                    />
                  )}
                </li>
              );
            })}
          </ul>
        </section>
      )}
      <Group gap="sm">
        <Button variant="default" loading={pending} disabled={!dirty} onClick={onSave}>
          {t('saveWork')}
        </Button>
        <Text role="status" size="sm">
          {saved ? t('workSaved') : ''}
        </Text>
      </Group>
    </div>
  );
}
