/** Who waits at the door, for those who lead: let in, refuse, tell them something. */
import { type FormEvent, useState } from 'react';
import { useLanguage } from '../ui/i18n.ts';
import { useCompanyText } from './company-messages.ts';
import classes from './people.module.css';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

export function WaitingList({ session }: { session: MeetingSession }) {
  const c = useCompanyText();
  const language = useLanguage();
  const { waiting } = useStore(session.company.store);
  const [text, setText] = useState('');
  if (waiting.length === 0) return null;
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const { request } = session.company;
  const tell = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '')
      void request('lead:tell-waiting', { text }).then(
        () => setText(''),
        () => {},
      );
  };
  return (
    <section className={classes.waiting} aria-label={c('waitingTitle')}>
      <h3>{c('waitingTitle')}</h3>
      <ul>
        {waiting.map(({ waitingId, displayName, verified, waitingSince }) => (
          <li key={waitingId}>
            <span className={classes.name}>
              {displayName}
              <small>
                {`${c(verified ? 'verified' : 'unverified')}, ${c('waitingSince', { time: time.format(new Date(waitingSince)) })}`}
              </small>
            </span>
            <button
              type="button"
              className={classes.yes}
              aria-label={c('admit', { name: displayName })}
              onClick={() => void request('lead:admit', { waitingIds: [waitingId] }).catch(() => {})}
            >
              ✓
            </button>
            <button
              type="button"
              className={classes.no}
              aria-label={c('refuse', { name: displayName })}
              onClick={() => void request('lead:refuse', { waitingId }).catch(() => {})}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <button type="button" className={classes.wide} onClick={() => void request('lead:admit', {}).catch(() => {})}>
          {c('admitAll')}
        </button>
      )}
      <form className={classes.tell} onSubmit={tell}>
        <input
          aria-label={c('tellWaiting')}
          placeholder={c('tellWaiting')}
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit">{c('tellSend')}</button>
      </form>
    </section>
  );
}
