/** Personal data: the notice at the doors, how long kinds of data are kept, and the legal hold. */
import { NumberInput, Textarea, TextInput, Title } from '@mantine/core';
import type { Institution } from '@sambung/contract/institution';
import { type RetentionKind, retentionKinds } from '@sambung/contract/retention';
import { useState } from 'react';
import classes from './admin.module.css';
import { InstitutionPart } from './InstitutionPart.tsx';
import { useInstitutionText } from './institution-messages.ts';

export function PrivacySection({ institution }: { institution: Institution }) {
  const t = useInstitutionText();
  const { settings } = institution;
  const [notice, setNotice] = useState(settings.privacyNotice);
  const [contact, setContact] = useState(settings.privacyContact);
  const [retention, setRetention] = useState(settings.retention);
  const [hold, setHold] = useState(settings.legalHold ?? '');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const setDays = (kind: RetentionKind, value: string | number) =>
    setRetention({ ...retention, [kind]: typeof value === 'number' ? value : null });
  const edit = () => ({
    settings: {
      ...settings,
      privacyNotice: notice,
      privacyContact: contact,
      retention,
      legalHold: hold.trim() === '' ? null : hold.trim(),
    },
  });
  return (
    <InstitutionPart title={t('privacy')} edit={edit} onErrors={setErrors}>
      <div className={classes.notes}>
        {(['id', 'en'] as const).map((language) => (
          <Textarea
            key={language}
            label={t(language === 'id' ? 'noticeId' : 'noticeEn')}
            description={t('noticeHelp')}
            autosize
            minRows={4}
            maxRows={12}
            maxLength={6_000}
            value={notice[language]}
            onChange={(event) => setNotice({ ...notice, [language]: event.currentTarget.value })}
          />
        ))}
      </div>
      <TextInput
        label={t('contact')}
        maxLength={200}
        value={contact}
        onChange={(event) => setContact(event.currentTarget.value)}
      />
      <Title order={3}>{t('retention')}</Title>
      <p className={classes.quiet}>{t('retentionHelp')}</p>
      <div className={classes.pair}>
        {retentionKinds.map((kind) => (
          <NumberInput
            key={kind}
            label={t(kind)}
            min={1}
            max={36_500}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            value={retention[kind] ?? ''}
            onChange={(value) => setDays(kind, value)}
            error={errors[`settings.retention.${kind}`]}
          />
        ))}
      </div>
      <TextInput
        label={t('hold')}
        description={t('holdHelp')}
        maxLength={500}
        value={hold}
        onChange={(event) => setHold(event.currentTarget.value)}
      />
    </InstitutionPart>
  );
}
