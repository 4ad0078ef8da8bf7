/** The room of a meeting; a page that stands for a site measures the other one meanwhile, and says so. */
import { useText } from './messages.ts';
import { Room } from './Room.tsx';
import classes from './room.module.css';
import type { RoomProps } from './Stay.tsx';
import { useSiteReporter } from './use-site-reporter.ts';

export function Conference(props: RoomProps) {
  const t = useText();
  const isMeasuring = useSiteReporter(props);
  const explanation = isMeasuring ? <p className={classes.explanation}>{t('siteMeasured')}</p> : null;
  return <Room {...props} explanation={explanation} />;
}
