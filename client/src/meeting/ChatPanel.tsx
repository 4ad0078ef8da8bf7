/** What is written in the meeting, and a line to write: to everybody, to those who lead, or to one. */
import { leads, mayWrite } from '@sambung/contract/meeting';
import { IconSend, IconX } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useLanguage } from '../ui/i18n.ts';
import { FileButton, SharedFile, sharedFileUrl } from './ChatFile.tsx';
import { ChatText } from './ChatText.tsx';
import classes from './chat.module.css';
import { withUnsent } from './chat-parts.ts';
import { useCompanyText } from './company-messages.ts';
import { useText } from './messages.ts';
import room from './room.module.css';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

/** Whom a message is for: `everyone`, `leaders`, or a participant's id. */
export type ChatChoice = string;

interface Props {
  session: MeetingSession;
  /** Of the room: where its files are. */
  code: string;
  choice: ChatChoice;
  onChoose: (choice: ChatChoice) => void;
  onClose: () => void;
}

export function ChatPanel({ session, code, choice, onChoose, onClose }: Props) {
  const t = useText();
  const c = useCompanyText();
  const headingId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <section
      className={room.panel}
      aria-labelledby={headingId}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className={room.panelHead}>
        <h2 id={headingId} className={room.panelTitle}>
          {c('chat')}
        </h2>
        <button type="button" className={room.panelClose} aria-label={t('close')} onClick={onClose}>
          <IconX size={22} aria-hidden />
        </button>
      </div>
      <Log session={session} code={code} />
      <Writing session={session} code={code} choice={choice} onChoose={onChoose} field={field} />
    </section>
  );
}

function Log({ session, code }: Pick<Props, 'session' | 'code'>) {
  const c = useCompanyText();
  const language = useLanguage();
  const { messages } = useStore(session.company.store);
  const { roster } = useStore(session.store);
  const end = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest message is brought into view when there is one
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [messages]);
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  if (messages.length === 0) return <p className={classes.empty}>{c('chatEmpty')}</p>;
  return (
    <ul className={classes.log} aria-label={c('chatLog')}>
      {messages.map(({ messageId, from, target, targetName, text, file, saidAt }) => (
        <li
          key={messageId}
          ref={messageId === messages.at(-1)?.messageId ? end : undefined}
          className={classes.message}
          data-own={from.participantId === roster.self?.participantId || undefined}
          data-private={target.to !== 'everyone' || undefined}
        >
          <p className={classes.from}>
            <strong>{from.displayName}</strong>
            <time dateTime={saidAt}>{time.format(new Date(saidAt))}</time>
            {target.to === 'one' && <span>{c('chatPrivate', { name: targetName ?? '' })}</span>}
            {target.to === 'leaders' && <span>{c('chatToLeaders')}</span>}
          </p>
          <p className={classes.text}>
            {file ? <SharedFile file={file} address={sharedFileUrl(code, messageId)} /> : <ChatText text={text} />}
          </p>
        </li>
      ))}
    </ul>
  );
}

interface WritingProps extends Pick<Props, 'session' | 'code' | 'choice' | 'onChoose'> {
  field: React.RefObject<HTMLTextAreaElement | null>;
}

function Writing({ session, code, choice, onChoose, field }: WritingProps) {
  const c = useCompanyText();
  const { roster } = useStore(session.store);
  const { settings } = useStore(session.company.store);
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  const role = roster.self?.role ?? 'participant';
  const mayAll = mayWrite(role, { to: 'everyone' }, settings);
  const others = mayAll ? roster.others : roster.others.filter((one) => leads(one.role));
  const isKnown = choice === 'leaders' || others.some(({ participantId }) => participantId === choice);
  const chosen = isKnown ? choice : mayAll ? 'everyone' : 'leaders';

  const target =
    chosen === 'everyone' || chosen === 'leaders'
      ? ({ to: chosen } as const)
      : ({ to: 'one', participantId: chosen } as const);

  const send = async () => {
    const written = text.trim();
    if (written === '') return;
    // Emptied now, not when the answer comes: on a slow line the next sentence has begun by then.
    setText('');
    try {
      await session.company.say(written, target);
      setFailed(false);
    } catch {
      setText((next) => withUnsent(written, next));
      setFailed(true);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };

  return (
    <form className={classes.form} onSubmit={submit}>
      {!mayAll && <p className={classes.note}>{c('chatOnlyLeaders')}</p>}
      <label className={classes.to}>
        {c('chatTo')}
        <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
          {mayAll && <option value="everyone">{c('chatEveryone')}</option>}
          <option value="leaders">{c('chatLeaders')}</option>
          {others.map(({ participantId, displayName }) => (
            <option key={participantId} value={participantId}>
              {displayName}
            </option>
          ))}
        </select>
      </label>
      <div className={classes.line}>
        <textarea
          ref={field}
          rows={2}
          maxLength={2_000}
          aria-label={c('chatText')}
          placeholder={c('chatText')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={pressed}
        />
        <FileButton code={code} target={target} />
        <button type="submit" className={classes.send} aria-label={c('chatSend')}>
          <IconSend size={22} aria-hidden />
        </button>
      </div>
      {failed && (
        <p role="alert" className={classes.note}>
          {c('failed')}
        </p>
      )}
    </form>
  );
}
