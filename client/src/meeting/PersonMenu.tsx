/** What one who leads may do with somebody, and what everybody may: write privately. The server refuses what the role does not allow. */
import { type MeetingRole, meetingRoles } from '@sambung/contract/meeting';
import type { MediaSource } from '@sambung/contract/ortc';
import { IconDotsVertical } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useCompanyText } from './company-messages.ts';
import classes from './people.module.css';
import { Renaming } from './Renaming.tsx';
import { producerOf, type RosterEntry } from './roster.ts';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

interface Props {
  session: MeetingSession;
  entry: RosterEntry;
  /** The role of who looks. */
  role: MeetingRole;
  onWrite: (participantId: string) => void;
}

export function PersonMenu({ session, entry, role, onWrite }: Props) {
  const c = useCompanyText();
  const [open, setOpen] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const menuId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    setRenaming(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classes.dots}
        aria-label={c('actions', { name: entry.displayName })}
        aria-expanded={open}
        aria-controls={menuId}
        onClick={() => setOpen(!open)}
      >
        <IconDotsVertical size={20} aria-hidden />
      </button>
      <fieldset
        id={menuId}
        className={classes.menu}
        aria-label={c('actions', { name: entry.displayName })}
        hidden={!open}
        onKeyDown={(event) => closeOnEscape(event, close)}
      >
        {open &&
          (renaming ? (
            <Renaming
              name={entry.displayName}
              onRename={(displayName) =>
                session.company.request('lead:rename', { participantId: entry.participantId, displayName })
              }
              onDone={close}
            />
          ) : (
            <Actions
              session={session}
              entry={entry}
              role={role}
              onRename={() => setRenaming(true)}
              onWrite={onWrite}
              onDone={close}
            />
          ))}
      </fieldset>
    </>
  );
}

export function closeOnEscape(event: React.KeyboardEvent, close: () => void): void {
  if (event.key !== 'Escape') return;
  // The panel behind stays open.
  event.stopPropagation();
  close();
}

interface ActionsProps extends Props {
  onRename: () => void;
  onDone: () => void;
}

function Actions({ session, entry, role, onWrite, onRename, onDone }: ActionsProps) {
  const c = useCompanyText();
  const { settings } = useStore(session.company.store);
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => first.current?.querySelector('button')?.focus(), []);
  const { participantId, verified, handRaisedAt } = entry;
  const { request } = session.company;
  const leading = role === 'host' || (role === 'co-host' && entry.role !== 'host');
  const act = (answer: Promise<unknown>) => {
    answer.catch(() => {});
    onDone();
  };
  const sends = (source: MediaSource) => producerOf(entry, source)?.paused === false;
  const stop = (source: MediaSource) => act(request('lead:stop', { source, participantIds: [participantId] }));
  const isLit = settings.spotlightId === participantId;
  const roles = meetingRoles.filter((one) => one !== entry.role && (role === 'host' || one !== 'host'));
  return (
    <div ref={first} className={classes.actions}>
      <Item onClick={() => onWrite(participantId)}>{c('writeTo')}</Item>
      {leading && (
        <>
          {sends('microphone') ? (
            <Item onClick={() => stop('microphone')}>{c('mute')}</Item>
          ) : (
            <Item onClick={() => act(request('lead:ask', { source: 'microphone', participantId }))}>
              {c('askMicrophone')}
            </Item>
          )}
          {sends('camera') ? (
            <Item onClick={() => stop('camera')}>{c('stopCamera')}</Item>
          ) : (
            <Item onClick={() => act(request('lead:ask', { source: 'camera', participantId }))}>{c('askCamera')}</Item>
          )}
          {sends('screen') && <Item onClick={() => stop('screen')}>{c('stopScreen')}</Item>}
          {handRaisedAt !== null && (
            <Item onClick={() => act(request('lead:lower-hands', { participantIds: [participantId] }))}>
              {c('handLower')}
            </Item>
          )}
          <Item onClick={() => act(request('lead:set', { spotlightId: isLit ? null : participantId }))}>
            {c(isLit ? 'spotlightOff' : 'spotlight')}
          </Item>
          {roles.map((one) => (
            <Item key={one} onClick={() => act(request('lead:set-role', { participantId, role: one }))}>
              {c('makeRole', { role: c(one).toLowerCase() })}
            </Item>
          ))}
          {!verified && <Item onClick={onRename}>{c('rename')}</Item>}
          <Item onClick={() => act(request('lead:remove', { participantId, ban: false }))}>{c('remove')}</Item>
          <Item onClick={() => act(request('lead:remove', { participantId, ban: true }))}>{c('ban')}</Item>
        </>
      )}
    </div>
  );
}

function Item({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={classes.item} onClick={onClick}>
      {children}
    </button>
  );
}
