/** The bell of the office: how much is unread, and the way to it. */
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { unreadQuery } from '../api/notify.ts';
import { useText } from './messages.ts';
import classes from './notify.module.css';

/** Larger numbers tell nothing more and would not fit. */
const mostShown = 99;

export function Bell() {
  const t = useText();
  const { data } = useQuery(unreadQuery);
  const unread = data?.unread ?? 0;
  return (
    <Link
      to="/notifications"
      className={classes.bell ?? ''}
      aria-label={unread === 0 ? t('bell') : t('bellUnread', { count: unread })}
    >
      <IconBell size={24} stroke={1.7} aria-hidden />
      {unread > 0 && (
        <span className={classes.count} aria-hidden>
          {unread > mostShown ? `${mostShown}+` : unread}
        </span>
      )}
    </Link>
  );
}
