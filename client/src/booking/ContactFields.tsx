/** Name, email and telephone of one side's contact. */
import { Stack, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { ContactDraft } from './draft.ts';
import { useText } from './messages.ts';

type Part = keyof ContactDraft;
interface Props {
  side: 'hostContact' | 'audienceContact';
  value: ContactDraft;
  onChange: (contact: ContactDraft, part: Part) => void;
  errorAt: (part: Part) => string | undefined;
}

const parts = [
  { part: 'name', label: 'contactName', type: 'text', fill: 'name' },
  { part: 'email', label: 'contactEmail', type: 'email', fill: 'email' },
  { part: 'phone', label: 'contactPhone', type: 'tel', fill: 'tel' },
] as const;

export function ContactFields({ side, value, onChange, errorAt }: Props) {
  const t = useText();
  const id = useId();
  return (
    <Stack gap="sm" role="group" aria-labelledby={id}>
      <Text id={id} component="div" fw={700}>
        {t(side)}
      </Text>
      {parts.map(({ part, label, type, fill }) => (
        <TextInput
          key={part}
          label={t(label)}
          type={type}
          required
          autoComplete={`section-${side} ${fill}`}
          value={value[part]}
          onChange={(event) => onChange({ ...value, [part]: event.currentTarget.value }, part)}
          error={errorAt(part)}
        />
      ))}
    </Stack>
  );
}
