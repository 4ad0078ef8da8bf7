/** The institution's name and zone. */
import { Select, TextInput } from '@mantine/core';
import type { Institution } from '@sambung/contract/institution';
import { useState } from 'react';
import { InstitutionPart } from './InstitutionPart.tsx';
import { useInstitutionText } from './institution-messages.ts';
import { useText } from './messages.ts';
import { zoneChoices } from './zones.ts';

export function IdentitySection({ institution }: { institution: Institution }) {
  const t = useInstitutionText();
  const admin = useText();
  const [name, setName] = useState(institution.name);
  const [timeZone, setTimeZone] = useState(institution.timeZone);
  const [errors, setErrors] = useState<Record<string, string>>({});
  function edit() {
    setErrors(name.trim() === '' ? { name: admin('required') } : {});
    return name.trim() === '' ? null : { name, timeZone };
  }
  return (
    <InstitutionPart title={t('identity')} edit={edit} onErrors={setErrors}>
      <TextInput
        label={t('name')}
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={errors.name}
      />
      <Select
        label={t('timeZone')}
        allowDeselect={false}
        data={zoneChoices(institution.timeZone)}
        value={timeZone}
        onChange={(zone) => setTimeZone(zone ?? timeZone)}
        error={errors.timeZone}
      />
    </InstitutionPart>
  );
}
