/** What happens to personal data, at every door: folded to one line, opened where one stands. */
import { Text } from '@mantine/core';
import type { PrivacyNotice as Notice } from '@sambung/contract/institution';
import type { Language } from '@sambung/contract/problem';
import { retentionKinds } from '@sambung/contract/retention';
import { useEffect, useState } from 'react';
import { getPrivacyNotice } from '../api/privacy.ts';
import { formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './privacy.module.css';

/** `institution` is whose door it is; without it the institution that runs the installation. Keeps its place until there is a notice. */
export function PrivacyNotice({ institution }: { institution?: string }) {
  const t = useText();
  const language = useLanguage();
  const notice = useNotice(institution, language);
  // What stands below must not move when it comes.
  if (!notice) return <div className={classes.place} />;
  const { institutionName, text, contact, retention } = notice;
  return (
    <details className={classes.notice}>
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

/** Participants' pages have no cache of answers, so the notice is asked for plainly: once for each institution and language. */
function useNotice(institution: string | undefined, language: Language): Notice | null {
  const [notice, setNotice] = useState<Notice | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer is in the reader's language
  useEffect(() => {
    let isWanted = true;
    getPrivacyNotice(institution).then(
      (answer) => isWanted && setNotice(answer),
      // A page without its notice still does what it is for.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [institution, language]);
  return notice;
}
