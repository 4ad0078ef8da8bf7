/** Security and reminders of the institution. */
import { Checkbox, Group, TagsInput, TextInput, Title } from '@mantine/core';
import { type Role, roles } from '@sambung/contract/http';
import { type Institution, institutionSettingsSchema } from '@sambung/contract/institution';
import { useState } from 'react';
import { useAccountText } from '../account/index.ts';
import { InstitutionPart } from './InstitutionPart.tsx';
import { useInstitutionText } from './institution-messages.ts';

export function RulesSection({ institution }: { institution: Institution }) {
  const t = useInstitutionText();
  const account = useAccountText();
  const { settings } = institution;
  const [secondStepFor, setSecondStepFor] = useState<Role[]>(settings.secondStepFor);
  const [digestAt, setDigestAt] = useState(settings.digestAt);
  const [hours, setHours] = useState(settings.reminderHours.map(String));
  const [errors, setErrors] = useState<Record<string, string>>({});
  function edit() {
    const { shape } = institutionSettingsSchema;
    const reminderHours = hours.map(Number);
    const found = {
      ...(!shape.digestAt.safeParse(digestAt).success && { 'settings.digestAt': t('clockError') }),
      ...(!shape.reminderHours.safeParse(reminderHours).success && { 'settings.reminderHours': t('hoursError') }),
    };
    setErrors(found);
    if (Object.keys(found).length > 0) return null;
    return { settings: { ...settings, secondStepFor, digestAt, reminderHours } };
  }
  return (
    <InstitutionPart title={t('security')} edit={edit} onErrors={setErrors}>
      <Checkbox.Group
        label={t('secondStepFor')}
        description={t('secondStepHelp')}
        value={secondStepFor}
        onChange={(value) => setSecondStepFor(value as Role[])}
      >
        <Group>
          {roles.map((role) => (
            <Checkbox key={role} value={role} label={account(role)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Title order={3}>{t('times')}</Title>
      <TextInput
        label={t('digestAt')}
        maw={200}
        value={digestAt}
        onChange={(event) => setDigestAt(event.currentTarget.value)}
        error={errors['settings.digestAt']}
      />
      <TagsInput
        label={t('reminderHours')}
        description={t('reminderHelp')}
        maxTags={4}
        value={hours}
        onChange={setHours}
        error={errors['settings.reminderHours']}
      />
    </InstitutionPart>
  );
}
