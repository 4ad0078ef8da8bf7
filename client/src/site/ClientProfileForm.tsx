/** The profile's form: saved as one types, checked as a whole when it is sent, never emptied by a refusal. */
import { Alert, Button, Stack, Text } from '@mantine/core';
import type { FieldValues } from '@sambung/contract/form';
import type { ClientProfile } from '@sambung/contract/site';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { patchClientProfile, postClientProfile } from '../api/sites.ts';
import {
  checkForm,
  ErrorSummary,
  errorsByPath,
  type FieldErrors,
  FormFields,
  FormResourcesProvider,
  focusField,
  type Value,
  withoutField,
} from '../form/index.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useNow } from '../ui/use-now.ts';
import { useText } from './messages.ts';

/** How long after the last key what was written is kept. Shorter asks the server more often; longer loses more with a closed lid. */
const saveAfterMs = 1_500;
const fillableBy = ['client'] as const;

export function ClientProfileForm({ profile }: { profile: ClientProfile }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const client = useQueryClient();
  const formRef = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<FieldValues>(profile.values);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [attempt, setAttempt] = useState(0);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [dirty, setDirty] = useState(false);
  const version = useRef(profile.version);

  const keep = (next: ClientProfile) => {
    version.current = next.version;
    client.setQueryData(['client-profile'], next);
  };
  const saving = useMutation({
    mutationFn: (written: FieldValues) => patchClientProfile({ version: version.current, values: written }),
    onSuccess: (next) => {
      version.current = next.version;
      setSavedAt(new Date().toISOString());
    },
  });
  const sending = useMutation({
    mutationFn: () => postClientProfile({ version: version.current, values }),
    onSuccess: (next) => {
      keep(next);
      setDirty(false);
    },
    onError: (error) => {
      setErrors(errorsByPath(fieldErrors(error)));
      setAttempt((count) => count + 1);
    },
  });

  const { mutate: save } = saving;
  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(() => save(values), saveAfterMs);
    return () => clearTimeout(timer);
  }, [dirty, values, save]);

  function change(key: string, value: Value) {
    setValues((old) => ({ ...old, [key]: value }) as FieldValues);
    setErrors((old) => withoutField(old, key));
    setDirty(true);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = checkForm(profile.form, values, { language, filledBy: fillableBy, attached: [] });
    setErrors(found);
    if (Object.keys(found).length === 0) return sending.mutate();
    setAttempt((count) => count + 1);
  }

  const time = (at: string) => formatDateTime(language, at, profile.timeZone);
  const status = saving.isPending
    ? t('saving')
    : saving.isError
      ? t('notSaved')
      : savedAt
        ? t('saved', { time: time(savedAt) })
        : '';
  return (
    <FormResourcesProvider value={{ timeZone: profile.timeZone, now, places: [], equipment: [], documents: [] }}>
      <form ref={formRef} noValidate onSubmit={submit}>
        <Stack gap="lg">
          {profile.submittedAt && !dirty && (
            <Alert role="status" color="teal" icon={<IconCheck aria-hidden />}>
              <Text c="var(--ink)">{t('sent', { time: time(profile.submittedAt) })}</Text>
            </Alert>
          )}
          <ErrorSummary
            form={profile.form}
            errors={errors}
            attempt={attempt}
            onGo={(key) => focusField(formRef.current, key)}
          />
          <FormFields form={profile.form} values={values} onChange={change} errors={errors} fillableBy={fillableBy} />
          <ProblemAlert error={sending.error} />
          <Text size="sm" role="status">
            {status}
          </Text>
          <Button type="submit" loading={sending.isPending}>
            {t(profile.submittedAt === null ? 'save' : 'saveAgain')}
          </Button>
        </Stack>
      </form>
    </FormResourcesProvider>
  );
}
