/** The frame of pages that need no account: brand, help, language, appearance, and one sheet in the middle. */
import { Group } from '@mantine/core';
import { type ReactNode, useContext } from 'react';
import { Brand } from './Brand.tsx';
import { DemoBanner } from './DemoBanner.tsx';
import { HelpSlot } from './help-slot.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { useText } from './messages.ts';
import { ServerAwayNotice } from './ServerAwayNotice.tsx';
import classes from './shell.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { useDocumentTitle } from './use-document-title.ts';

interface Props {
  /** Title of the browser's tab; the page's own `h1` is in `children`. */
  title: string;
  /** Width of the sheet in CSS pixels, at the ordinary size of text. */
  width?: number;
  demo?: boolean;
  children: ReactNode;
}

export function PublicShell({ title, width = 480, demo = false, children }: Props) {
  const t = useText();
  const help = useContext(HelpSlot);
  useDocumentTitle(title);
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {t('skip')}
      </a>
      {demo && <DemoBanner />}
      <header className={classes.header}>
        <div className={classes.headerInner}>
          <a href="/" className={classes.brand} aria-label={t('home')}>
            <Brand />
          </a>
          <Group gap="xs" wrap="nowrap" className={classes.controls ?? ''}>
            {help}
            <LanguageSwitch />
            <ThemeSwitch />
          </Group>
        </div>
      </header>
      <ServerAwayNotice />
      <main id="main" tabIndex={-1} className={classes.publicMain}>
        <div className={classes.sheet} style={{ maxWidth: `${width / 16}rem` }}>
          {children}
        </div>
        <p className={classes.tagline}>{t('tagline')}</p>
      </main>
    </div>
  );
}
