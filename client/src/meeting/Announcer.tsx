/** Tells screen readers who came and who left, and that the connection is back. Nothing to see. */
import { useEffect, useRef, useState } from 'react';
import { useLanguage } from '../ui/i18n.ts';
import { type Announced, isAnnounced } from './announcing.ts';
import { useCompanyText } from './company-messages.ts';
import { handsInOrder } from './hands.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import type { Store } from './store.ts';
import { useStore } from './use-store.ts';

/** Sentences that stay readable. Fewer, and of two that come at once one would not be said. */
const keptCount = 5;

type Spoken = { number: number; text: string };

interface Props {
  session: MeetingSession;
  announced: Store<Announced>;
}

export function Announcer({ session, announced }: Props) {
  const t = useText();
  const language = useLanguage();
  const { notice, phase } = useStore(session.store);
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (phase === 'reconnecting') setWasAway(true);
  }, [phase]);

  const wanted = useStore(announced);
  const spoken = useSpoken(session, wanted);
  const names = notice && new Intl.ListFormat(language).format(notice.names);
  return (
    <div aria-live="polite" className={classes.hidden}>
      {notice && isAnnounced('arrival', wanted) && (
        <p key={notice.number}>{t(notice.kind, { names: names ?? '', count: notice.names.length })}</p>
      )}
      {spoken.map(({ number, text }) => (
        <p key={number}>{text}</p>
      ))}
      {wasAway && phase === 'live' && <p>{t('back')}</p>}
    </div>
  );
}

/** What others wrote, reacted or raised their hand for, in words; the newest last. */
function useSpoken(session: MeetingSession, announced: Announced): readonly Spoken[] {
  const c = useCompanyText();
  const { messages, reactions } = useStore(session.company.store);
  const { roster } = useStore(session.store);
  const [spoken, setSpoken] = useState<readonly Spoken[]>([]);
  const count = useRef(0);
  const say = (text: string) => {
    count.current += 1;
    const next = { number: count.current, text };
    setSpoken((before) => [...before, next].slice(-keptCount));
  };
  const nameOf = (id: string) => roster.others.find(({ participantId }) => participantId === id)?.displayName;
  const isThere = roster.self !== null;
  useEachNew(
    messages.map(({ messageId }) => messageId),
    isThere,
    (id) => {
      const message = messages.find(({ messageId }) => messageId === id);
      if (!message || !isAnnounced('message', announced)) return;
      if (message.from.participantId === roster.self?.participantId) return;
      say(c('chatSaid', { name: message.from.displayName, text: message.file?.name ?? message.text }));
    },
  );
  useEachNew(handsInOrder(roster.others), isThere, (id) => {
    const name = nameOf(id);
    if (name && isAnnounced('hand', announced)) say(c('handRaised', { name }));
  });
  const reacted = new Map([...reactions].map(([id, { number, reaction }]) => [String(number), { id, reaction }]));
  useEachNew([...reacted.keys()], isThere, (number) => {
    const { id, reaction } = reacted.get(number) ?? {};
    const name = id && nameOf(id);
    if (name && reaction && isAnnounced('reaction', announced))
      say(c('reacted', { name, reaction: c(`reaction_${reaction}`) }));
  });
  return spoken;
}

/** Calls back for each key that was not there before; what is there at first is no news. */
function useEachNew(keys: readonly string[], isThere: boolean, tell: (key: string) => void): void {
  const seen = useRef<ReadonlySet<string> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each is told once, when it is new
  useEffect(() => {
    if (!isThere) return;
    const before = seen.current;
    seen.current = new Set(keys);
    if (before) for (const key of keys) if (!before.has(key)) tell(key);
  }, [keys.join(), isThere]);
}
