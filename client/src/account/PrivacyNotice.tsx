/** What happens to personal data, at every door: folded to one line, opened where one stands. */
import { Text } from '@mantine/core';
import { retentionKinds } from '@sambung/contract/institution';
import { useQuery } from '@tanstack/react-query';
import { privacyNoticeQuery } from '../api/accounts.ts';
import { formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './account.module.css';
import { useDoorText } from './door-messages.ts';

/** `institution` is whose door it is; without it the institution that runs the installation. Shows nothing until there is a notice. */
export function PrivacyNotice({ institution }: { institution?: string }) {
  const t = useDoorText();
  const language = useLanguage();
  const notice = useQuery({ ...privacyNoticeQuery(institution), retry: false });
  if (!notice.data) return null;
  const { institutionName, text, contact, retention } = notice.data;
  return (
    <details className={classes.privacy}>
      <summary>{t('privacyFor', { institution: institutionName })}</summary>
      {text.split(/\n{2,}/).map((paragraph) => (
        <Text key={paragraph} size="sm" mt="xs">
          {paragraph}
        </Text>
      ))}
      <Text size="sm" fw={600} mt="sm">
        {t('kept')}
      </Text>
      <dl className={classes.periods}>
        {retentionKinds.map((kind) => (
          <div key={kind}>
            <dt>{t(kind)}</dt>
            <dd>
              {retention[kind] === null
                ? t('keptForever')
                : t('keptDays', { days: formatNumber(language, retention[kind]) })}
            </dd>
          </div>
        ))}
      </dl>
      {contact !== '' && (
        <Text size="sm" mt="xs">
          {t('privacyContact', { contact })}
        </Text>
      )}
    </details>
  );
}
