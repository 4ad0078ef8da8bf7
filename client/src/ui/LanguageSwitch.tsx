/** Indonesian or English, from every page; each language is named in itself. */
import { SegmentedControl } from '@mantine/core';
import { type Language, setLanguage, useLanguage } from './i18n.ts';
import { useText } from './messages.ts';
import classes from './shell.module.css';

export function LanguageSwitch() {
  const language = useLanguage();
  const t = useText();
  return (
    <SegmentedControl
      aria-label={t('languageSwitch')}
      className={classes.languages}
      value={language}
      onChange={(next) => setLanguage(next as Language)}
      data={[
        { value: 'id', label: <LanguageName short="ID" full="Bahasa Indonesia" lang="id" /> },
        { value: 'en', label: <LanguageName short="EN" full="English" lang="en" /> },
      ]}
    />
  );
}

/** Two letters to the eye, the whole name to a screen reader and as a hint. */
function LanguageName({ short, full, lang }: { short: string; full: string; lang: Language }) {
  return (
    <abbr title={full} lang={lang} className={classes.language}>
      <span aria-hidden="true">{short}</span>
      <span className={classes.hidden}>{full}</span>
    </abbr>
  );
}
