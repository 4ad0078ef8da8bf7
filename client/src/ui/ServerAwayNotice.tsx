/** A quiet bar while the server does not answer; gone by itself when it does. */
import { IconCloudOff } from '@tabler/icons-react';
import { useServerReachable } from '../api/reachability.ts';
import { useText } from './messages.ts';
import classes from './shell.module.css';

export function ServerAwayNotice() {
  const t = useText();
  const reachable = useServerReachable();
  return (
    <div role="status" className={classes.awayRegion}>
      {!reachable && (
        <p className={classes.away}>
          <IconCloudOff size={20} aria-hidden />
          <span>{t('away')}</span>
        </p>
      )}
    </div>
  );
}
