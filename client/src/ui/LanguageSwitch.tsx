/** Indonesian or English, from every page; each language is named in itself. */
import { useId } from 'react';
import { type Language, setLanguage, useLanguage } from './i18n.ts';
import { useText } from './messages.ts';
import classes from './shell.module.css';

const choices: readonly { lang: Language; short: string; full: string }[] = [
  { lang: 'id', short: 'ID', full: 'Bahasa Indonesia' },
  { lang: 'en', short: 'EN', full: 'English' },
];

/** Plain radio buttons: a control that measures itself to slide its mark lays the whole page out once more on every start. */
export function LanguageSwitch() {
  const language = useLanguage();
  const t = useText();
  const group = useId();
  return (
    <div role="radiogroup" aria-label={t('languageSwitch')} className={classes.languages}>
      {choices.map(({ lang, short, full }) => (
        <label key={lang} className={classes.language} data-active={lang === language || undefined}>
          <input
            type="radio"
            name={group}
            className={classes.hidden}
            checked={lang === language}
            onChange={() => setLanguage(lang)}
          />
          <LanguageName short={short} full={full} lang={lang} />
        </label>
      ))}
    </div>
  );
}

/** Two letters to the eye, the whole name to a screen reader and as a hint. */
function LanguageName({ short, full, lang }: { short: string; full: string; lang: Language }) {
  return (
    <abbr title={full} lang={lang}>
      <span aria-hidden="true">{short}</span>
      <span className={classes.hidden}>{full}</span>
    </abbr>
  );
}
