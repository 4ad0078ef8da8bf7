/** The letterhead's words. */
import { Textarea, TextInput } from '@mantine/core';
import { type Institution, letterheadSchema } from '@sambung/contract/institution';
import { useState } from 'react';
import classes from './admin.module.css';
import { InstitutionPart } from './InstitutionPart.tsx';
import { useInstitutionText } from './institution-messages.ts';
import { useText } from './messages.ts';

const contacts = ['phone', 'email', 'website', 'footer'] as const;

export function LetterheadSection({ institution, onSaved }: { institution: Institution; onSaved?: () => void }) {
  const t = useInstitutionText();
  const admin = useText();
  const [lines, setLines] = useState(institution.letterhead.lines.join('\n'));
  const { address: storedAddress, phone, email, website, footer } = institution.letterhead;
  const [address, setAddress] = useState(storedAddress);
  const [rest, setRest] = useState({ phone, email, website, footer });
  const [errors, setErrors] = useState<Record<string, string>>({});
  function edit() {
    const given = lines.split('\n').flatMap((line) => line.trim() || []);
    const found = {
      ...(!letterheadSchema.shape.lines.safeParse(given).success && { 'letterhead.lines': t('linesError') }),
      ...(!letterheadSchema.shape.email.safeParse(rest.email.trim()).success && {
        'letterhead.email': admin('emailError'),
      }),
    };
    setErrors(found);
    if (Object.keys(found).length > 0) return null;
    return { letterhead: { lines: given, address, ...rest, email: rest.email.trim(), phone: rest.phone.trim() } };
  }
  return (
    <InstitutionPart
      title={t('letterhead')}
      text={t('letterheadText')}
      edit={edit}
      onErrors={setErrors}
      {...(onSaved && { onSaved })}
    >
      <Textarea
        label={t('lines')}
        description={t('linesHelp')}
        autosize
        minRows={2}
        value={lines}
        onChange={(event) => setLines(event.currentTarget.value)}
        error={errors['letterhead.lines']}
      />
      <Textarea
        label={t('address')}
        autosize
        maxLength={300}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <div className={classes.pair}>
        {contacts.map((key) => (
          <TextInput
            key={key}
            label={t(key)}
            maxLength={300}
            value={rest[key]}
            onChange={(event) => setRest({ ...rest, [key]: event.currentTarget.value })}
            error={errors[`letterhead.${key}`]}
          />
        ))}
      </div>
    </InstitutionPart>
  );
}
