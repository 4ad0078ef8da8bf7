/** The work of a step while it is open: its form and its checklist, each item ready, broken or absent. */
import { Button, Group, Radio, Text, TextInput, Title } from '@mantine/core';
import type { FieldValues, Form } from '@sambung/contract/form';
import type { CaseStep } from '@sambung/contract/request';
import type { StepWork } from '../api/requests.ts';
import { FormFields } from '../form/index.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './approvals.module.css';
import { useText } from './messages.ts';

type Checklist = NonNullable<StepWork['checklist']>;

/** What is filled in and not saved yet. */
export interface WorkDraft {
  values: FieldValues;
  checklist: Checklist;
}

interface Props {
  step: CaseStep;
  form: Form | undefined;
  work: WorkDraft;
  dirty: boolean;
  pending: boolean;
  saved: boolean;
  onChange: (work: WorkDraft) => void;
  onSave: () => void;
}

const states = [
  { state: 'open', label: 'checkOpen' },
  { state: 'ready', label: 'checkReady' },
  { state: 'broken', label: 'checkBroken' },
  { state: 'absent', label: 'checkAbsent' },
] as const;
const fillableBy = ['applicant', 'client', 'officer'] as const;

export function StepWorkForm({ step, form, work, dirty, pending, saved, onChange, onSave }: Props) {
  const t = useText();
  const language = useLanguage();
  return (
    <div className={classes.form}>
      {form && (
        <FormFields
          form={form}
          values={{ ...step.values, ...work.values }}
          onChange={(key, value) => onChange({ ...work, values: { ...work.values, [key]: value } })}
          errors={{}}
          fillableBy={fillableBy}
        />
      )}
      {step.checklist.length > 0 && (
        <section>
          <Title order={3} mb="xs">
            {t('checklist')}
          </Title>
          <ul className={classes.plainList}>
            {step.checklist.map(({ key, name, ...stored }) => {
              const item = work.checklist[key] ?? stored;
              const change = (changes: Partial<Checklist[string]>) =>
                onChange({
                  ...work,
                  checklist: { ...work.checklist, [key]: { state: item.state, note: item.note ?? '', ...changes } },
                });
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
