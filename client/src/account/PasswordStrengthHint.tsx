/** How strong the new password is, in a word and in bars. */

import classes from './account.module.css';
import { useText } from './messages.ts';
import { minPasswordLength, passwordStrength } from './password-strength.ts';

const bars = { 'too-short': 0, weak: 1, fair: 2, strong: 3 };
const names = {
  'too-short': 'strengthTooShort',
  weak: 'strengthWeak',
  fair: 'strengthFair',
  strong: 'strengthStrong',
} as const;

export function PasswordStrengthHint({ password }: { password: string }) {
  const t = useText();
  const strength = passwordStrength(password);
  const name = t(names[strength], { count: minPasswordLength - password.length });
  return (
    <div className={classes.strength} role="status">
      {password !== '' && (
        <>
          <span className={classes.bars} aria-hidden="true">
            {[1, 2, 3].map((bar) => (
              <span key={bar} className={classes.bar} data-on={bar <= bars[strength] || undefined} />
            ))}
          </span>
          <span>{t('strength', { name })}</span>
        </>
      )}
    </div>
  );
}
