/** Tells screen readers who came and who left, and that the connection is back. Nothing to see. */
import { useEffect, useState } from 'react';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

export function Announcer({ session }: { session: MeetingSession }) {
  const t = useText();
  const language = useLanguage();
  const { notice, phase } = useStore(session.store);
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (phase === 'reconnecting') setWasAway(true);
  }, [phase]);

  const names = notice && new Intl.ListFormat(language).format(notice.names);
  return (
    <div aria-live="polite" className={classes.hidden}>
      {notice && <p key={notice.number}>{t(notice.kind, { names: names ?? '', count: notice.names.length })}</p>}
      {wasAway && phase === 'live' && <p>{t('back')}</p>}
    </div>
  );
}
