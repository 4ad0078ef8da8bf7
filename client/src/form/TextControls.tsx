/** Fields that are typed: text, paragraph, number, email, telephone, lists of lines. */
import { NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ControlProps } from './field-control.ts';
import { useText } from './messages.ts';
import { asNumber, asText, asTexts, linesOf } from './values.ts';

/** Longest text of a field that names no limit: what one line and one paragraph of a form can hold in print. */
const lineMax = 300;
const paragraphMax = 4_000;

const autoComplete: Partial<Record<string, string>> = {
  'applicant-name': 'name',
  'applicant-email': 'email',
  'applicant-phone': 'tel',
  'applicant-unit': 'organization',
};

export function LineControl({ field, label, help, value, onChange, errorAt, section }: ControlProps) {
  const t = useText();
  const type = field.type === 'email' ? 'email' : field.type === 'phone' ? 'tel' : 'text';
  const fill = field.binds === undefined ? undefined : autoComplete[field.binds];
  return (
    <TextInput
      label={label}
      description={help ?? (field.type === 'phone' ? t('phoneExample') : undefined)}
      required={field.required}
      withAsterisk={false}
      type={type}
      {...(fill === undefined ? {} : { autoComplete: `section-${section} ${fill}` })}
      maxLength={field.max ?? lineMax}
      value={asText(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={errorAt()}
    />
  );
}

export function ParagraphControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  return (
    <Textarea
      label={label}
      description={help}
      required={field.required}
      withAsterisk={false}
      autosize
      minRows={3}
      maxLength={field.max ?? paragraphMax}
      value={asText(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={errorAt()}
    />
  );
}

export function IntegerControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  return (
    <NumberInput
      label={label}
      description={help}
      required={field.required}
      withAsterisk={false}
      maw={260}
      {...(field.min === undefined ? {} : { min: field.min })}
      {...(field.max === undefined ? {} : { max: field.max })}
      allowDecimal={false}
      allowNegative={(field.min ?? 0) < 0}
      clampBehavior="none"
      inputMode="numeric"
      hideControls
      value={asNumber(value) ?? ''}
      onChange={(typed) => onChange(typeof typed === 'number' ? typed : null)}
      error={errorAt()}
    />
  );
}

/** A list typed a line each; what was typed stays as it is, the value is the list. */
export function LinesControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const given = asTexts(value);
  const [typed, setTyped] = useState(() => given.join('\n'));
  // Somebody else's change (a restored draft) wins over what is shown; one's own typing is never rewritten.
  const shown = linesOf(typed).join('\n') === given.join('\n') ? typed : given.join('\n');
  return (
    <Textarea
      label={label}
      description={help ?? t(field.type === 'emails' ? 'emailsHelp' : 'addressesHelp')}
      required={field.required}
      withAsterisk={false}
      autosize
      minRows={2}
      {...(field.type === 'emails' ? { inputMode: 'email' as const } : {})}
      value={shown}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(linesOf(event.currentTarget.value));
      }}
      error={errorAt() ?? firstOf(given.map((_, index) => errorAt(String(index))))}
    />
  );
}

const firstOf = (errors: (string | undefined)[]) => errors.find((error) => error !== undefined);
