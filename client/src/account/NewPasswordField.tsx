/** A new password with its rule and how strong it is. */
import { PasswordInput } from '@mantine/core';
import { useDoorText } from './door-messages.ts';
import { PasswordStrengthHint } from './PasswordStrengthHint.tsx';

interface Props {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  autoFocus?: boolean;
}

export function NewPasswordField({ value, onChange, error, autoFocus = false }: Props) {
  const t = useDoorText();
  return (
    <div>
      <PasswordInput
        label={t('newPassword')}
        description={t('newPasswordHelp')}
        autoComplete="new-password"
        required
        mb={8}
        maxLength={200}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        {...(autoFocus && { 'data-autofocus': true })}
      />
      <PasswordStrengthHint password={value} />
    </div>
  );
}
