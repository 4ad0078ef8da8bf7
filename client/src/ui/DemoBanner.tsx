/** Says that nothing here is real. */
import { IconFlask } from '@tabler/icons-react';
import { useText } from './messages.ts';
import classes from './shell.module.css';

export function DemoBanner() {
  const t = useText();
  return (
    <section className={classes.demo} aria-label={t('demoName')}>
      <IconFlask size={18} aria-hidden />
      <span>{t('demoBanner')}</span>
    </section>
  );
}
