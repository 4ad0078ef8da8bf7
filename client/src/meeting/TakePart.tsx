/** Toolbar buttons of taking part: the hand, reactions, the chat. */
import { reactions } from '@sambung/contract/meeting';
import { IconHandStop, IconMessage, IconMoodSmile } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useCompanyText } from './company-messages.ts';
import { handsInOrder } from './hands.ts';
import { reactionSigns } from './ReactionMark.tsx';
import classes from './room.module.css';
import type { MeetingSession } from './session.ts';
import { shortcuts } from './shortcuts.ts';
import { ToolText } from './ToolText.tsx';
import { useStore } from './use-store.ts';

interface Props {
  session: MeetingSession;
  chatOpen: boolean;
  /** Messages that came while the chat was shut. */
  unreadCount: number;
  chatButton: RefObject<HTMLButtonElement | null>;
  onHand: () => void;
  onChat: () => void;
}

export function TakePart({ session, chatOpen, unreadCount, chatButton, onHand, onChat }: Props) {
  const c = useCompanyText();
  const { roster } = useStore(session.store);
  const { self, others } = roster;
  const isUp = (self?.handRaisedAt ?? null) !== null;
  const place = self ? handsInOrder([self, ...others]).indexOf(self.participantId) + 1 : 0;
  return (
    <>
      <button
        type="button"
        className={classes.tool}
        aria-pressed={isUp}
        aria-keyshortcuts={shortcuts.hand.aria}
        // Before the server knows this page there is nobody whose hand could go up.
        disabled={self === null}
        onClick={onHand}
      >
        <span className={classes.toolIcon} data-hand={isUp || undefined}>
          <IconHandStop size={24} aria-hidden />
          {isUp && (
            <span className={classes.count} aria-hidden>
              {place}
            </span>
          )}
        </span>
        <ToolText name="hand">{c(isUp ? 'handUp' : 'hand')}</ToolText>
      </button>
      <Reactions session={session} />
      <button
        ref={chatButton}
        type="button"
        className={classes.tool}
        aria-expanded={chatOpen}
        aria-keyshortcuts={shortcuts.chat.aria}
        onClick={onChat}
      >
        <span className={classes.toolIcon} data-open={chatOpen || undefined}>
          <IconMessage size={24} aria-hidden />
          {unreadCount > 0 && (
            <span className={classes.count} aria-hidden>
              {unreadCount}
            </span>
          )}
        </span>
        <ToolText name="chat">
          {c('chat')}
          {unreadCount > 0 && <span className={classes.hidden}>{`, ${c('chatNew', { count: unreadCount })}`}</span>}
        </ToolText>
      </button>
    </>
  );
}

function Reactions({ session }: { session: MeetingSession }) {
  const c = useCompanyText();
  const [open, setOpen] = useState(false);
  const menuId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) menu.current?.querySelector('button')?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
  };
  return (
    <fieldset className={classes.reactions} aria-label={c('reaction')} onKeyDown={pressed}>
      <button
        ref={button}
        type="button"
        className={`${classes.tool} ${classes.reactionTool}`}
        aria-expanded={open}
        aria-controls={menuId}
        onClick={() => setOpen(!open)}
      >
        <span className={classes.toolIcon} data-open={open || undefined}>
          <IconMoodSmile size={24} aria-hidden />
        </span>
        <ToolText>{c('reaction')}</ToolText>
      </button>
      <div ref={menu} id={menuId} className={classes.reactionMenu} hidden={!open}>
        {reactions.map((reaction) => (
          <button
            key={reaction}
            type="button"
            aria-label={c(`reaction_${reaction}`)}
            title={c(`reaction_${reaction}`)}
            onClick={() => {
              void session.company.react(reaction).catch(() => {});
              close();
            }}
          >
            {reactionSigns[reaction]}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
