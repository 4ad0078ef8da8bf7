/** Tells screen readers who came and who left, and that the connection is back. Nothing to see. */
import { useEffect, useState } from 'react';
import { useLanguage } from '../ui/i18n.ts';
import { type Announced, isAnnounced } from './announcing.ts';
import { useCompanyText } from './company-messages.ts';
import { handsInOrder } from './hands.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import type { Store } from './store.ts';
import { useStore } from './use-store.ts';

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
      {spoken && <p key={spoken.number}>{spoken.text}</p>}
      {wasAway && phase === 'live' && <p>{t('back')}</p>}
    </div>
  );
}

/** The newest of what others wrote, reacted or raised their hand for, in words. */
function useSpoken(session: MeetingSession, announced: Announced): { number: string; text: string } | null {
  const c = useCompanyText();
  const { messages, reactions } = useStore(session.company.store);
  const { roster } = useStore(session.store);
  const [spoken, setSpoken] = useState<{ number: string; text: string } | null>(null);
  const hands = handsInOrder(roster.others);
  const latestHand = hands.at(-1);
  const message = messages.at(-1);
  const reacted = [...reactions].at(-1);
  const nameOf = (id: string | undefined) =>
    roster.others.find(({ participantId }) => participantId === id)?.displayName;
  const say = (number: string, text: string) => setSpoken({ number, text });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each is said once, when it is new
  useEffect(() => {
    if (message && isAnnounced('message', announced) && message.from.participantId !== roster.self?.participantId)
      say(
        message.messageId,
        c('chatSaid', { name: message.from.displayName, text: message.file?.name ?? message.text }),
      );
  }, [message?.messageId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each is said once, when it is new
  useEffect(() => {
    const name = nameOf(latestHand);
    if (latestHand && name && isAnnounced('hand', announced)) say(`hand-${latestHand}`, c('handRaised', { name }));
  }, [latestHand]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each is said once, when it is new
  useEffect(() => {
    const name = nameOf(reacted?.[0]);
    if (reacted && name && isAnnounced('reaction', announced))
      say(`reaction-${reacted[1].number}`, c('reacted', { name, reaction: c(`reaction_${reacted[1].reaction}`) }));
  }, [reacted?.[1].number]);
  return spoken;
}
