/** The meeting itself: dark, the pictures large, the same toolbar on every size. */
import { lazy, type ReactNode, Suspense, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { HelpSlot } from '../ui/help-slot.ts';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { Announcer } from './Announcer.tsx';
import type { Announced } from './announcing.ts';
import { ConnectionLost } from './ConnectionLost.tsx';
import { useCompanyText } from './company-messages.ts';
import { DecodeLoad } from './DecodeLoad.tsx';
import { NewDeviceProblems } from './DeviceProblems.tsx';
import type { DeviceSource } from './devices.ts';
import { Grid } from './Grid.tsx';
import { InterruptedDevices, TookOver } from './Interruptions.tsx';
import { LeaveQuestion } from './LeaveQuestion.tsx';
import { useText } from './messages.ts';
import { Pictures } from './Pictures.tsx';
import { usePushToTalk } from './push-to-talk.ts';
import { LeadersRequest, SomebodyWaits } from './Requests.tsx';
import { remembered } from './remembered.ts';
import classes from './room.module.css';
import { SettingsButton } from './SettingsButton.tsx';
import { ShareButton, SharingNotice, toggleShare } from './ShareButton.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { SilentMicrophone } from './SilentMicrophone.tsx';
import { SoundBlocked, StatusBanner } from './StatusBanner.tsx';
import type { RoomProps } from './Stay.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Store } from './store.ts';
import { TakePart } from './TakePart.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useStore } from './use-store.ts';
import { useUnread } from './use-unread.ts';
import { useWakeLock } from './use-wake-lock.ts';

/** Opened by some, loaded by those. */
const PeoplePanel = lazy(async () => ({ default: (await import('./PeoplePanel.tsx')).PeoplePanel }));
const ChatPanel = lazy(async () => ({ default: (await import('./ChatPanel.tsx')).ChatPanel }));
const SettingsPanel = lazy(async () => ({ default: (await import('./SettingsPanel.tsx')).SettingsPanel }));

interface Props extends RoomProps {
  /** A sentence or two under the title that stay there (what a test call measures). */
  explanation?: ReactNode;
  /** Beside the pictures; a panel stands in its place while one is open. */
  aside?: ReactNode;
}

export function Room({ access, session, local, onLeave, explanation, aside }: Props) {
  const t = useText();
  const c = useCompanyText();
  const { roster } = useStore(session.store);
  const [panel, setPanel] = useState<'people' | 'chat' | 'settings' | null>(null);
  const [announced] = useState(() => new Store<Announced>(remembered().announced));
  const [sheetOpen, setSheetOpen] = useState(false);
  const [writeTo, setWriteTo] = useState('everyone');
  const peopleButton = useRef<HTMLButtonElement>(null);
  const chatButton = useRef<HTMLButtonElement>(null);
  const settingsButton = useRef<HTMLButtonElement>(null);
  const main = useRef<HTMLElement>(null);
  const unreadCount = useUnread(session, panel === 'chat');
  useStore(session.company.store);
  useDocumentTitle(access.title);
  useWakeLock();
  const help = useContext(HelpSlot);
  /** A test call is between two sides: nobody leads, and its chat is its own. */
  const plain = access.kind === 'test-call';

  const closePanel = useCallback(() => {
    ({ chat: chatButton, settings: settingsButton, people: peopleButton })[panel ?? 'people'].current?.focus();
    setPanel(null);
  }, [panel]);
  const togglePanel = (name: 'people' | 'chat' | 'settings') => setPanel((open) => (open === name ? null : name));
  const refusalOf = (source: DeviceSource) => (session.company.maySend(source) ? null : c('onlyLeaders'));
  const toggle = (source: DeviceSource) => {
    const { on, track } = local.store.get()[source];
    void local.turn(source, !(on && track));
  };
  const toggleHand = () => session.company.toggleHand();
  useShortcuts({
    microphone: () => refusalOf('microphone') === null && toggle('microphone'),
    camera: () => refusalOf('camera') === null && toggle('camera'),
    screen: () => !plain && session.company.maySend('screen') && toggleShare(local),
    hand: () => !plain && toggleHand(),
    chat: () => !plain && togglePanel('chat'),
    people: () => togglePanel('people'),
    sheet: () => setSheetOpen((open) => !open),
    leave: onLeave,
  });
  const pushed = useRef(false);
  usePushToTalk((isHeld) => {
    const isOpen = local.store.get().microphone.on;
    // A microphone that was open before stays open.
    if (isHeld ? isOpen || refusalOf('microphone') !== null : !pushed.current) return;
    pushed.current = isHeld;
    void local.turn('microphone', isHeld, { isOwnWish: false });
  });

  // The join button that had the focus is gone.
  useEffect(() => main.current?.focus(), []);

  return (
    <div className={classes.room}>
      <header className={classes.top}>
        <h1 className={classes.title}>{access.title}</h1>
        {explanation}
        <div className={classes.help}>
          <SettingsButton ref={settingsButton} isOpen={panel === 'settings'} onToggle={() => togglePanel('settings')} />
          <ShortcutSheet open={sheetOpen} onOpen={() => setSheetOpen(true)} onClose={() => setSheetOpen(false)} />
          {help}
        </div>
      </header>
      <main ref={main} tabIndex={-1} className={classes.main}>
        <div className={classes.middle}>
          <div className={classes.notices}>
            <StatusBanner session={session} />
            <SoundBlocked session={session} />
            <SharingNotice local={local} />
            <InterruptedDevices local={local} />
            <TookOver session={session} />
            <LeadersRequest session={session} local={local} />
            {panel !== 'people' && <SomebodyWaits session={session} onPeople={() => setPanel('people')} />}
            {!plain && <SilentMicrophone local={local} />}
            {!plain && <DecodeLoad session={session} />}
            <NewDeviceProblems local={local} />
          </div>
          <section className={classes.stage} aria-label={t('participants')}>
            {plain ? <Grid session={session} local={local} /> : <Pictures session={session} local={local} />}
          </section>
          <Suspense>
            {panel === 'people' && (
              <PeoplePanel
                session={session}
                local={local}
                plain={plain}
                onWrite={(participantId) => {
                  setWriteTo(participantId);
                  setPanel('chat');
                }}
                onClose={closePanel}
              />
            )}
            {panel === 'chat' && (
              <ChatPanel
                session={session}
                code={access.code}
                choice={writeTo}
                onChoose={setWriteTo}
                onClose={closePanel}
              />
            )}
            {panel === 'settings' && <SettingsPanel local={local} announced={announced} onClose={closePanel} />}
          </Suspense>
          {panel === null && aside}
        </div>
        <Toolbar
          local={local}
          peopleCount={roster.others.length + 1}
          peopleOpen={panel === 'people'}
          peopleButton={peopleButton}
          onToggle={toggle}
          onPeople={() => togglePanel('people')}
          onLeave={onLeave}
          refusalOf={refusalOf}
        >
          {!plain && <ShareButton local={local} refused={!session.company.maySend('screen')} />}
          {!plain && (
            <TakePart
              session={session}
              chatOpen={panel === 'chat'}
              unreadCount={unreadCount}
              chatButton={chatButton}
              onHand={toggleHand}
              onChat={() => togglePanel('chat')}
            />
          )}
        </Toolbar>
      </main>
      <Announcer session={session} announced={announced} />
      <ConnectionLost session={session} onLeave={onLeave} />
      <LeaveQuestion onLeave={onLeave} />
    </div>
  );
}
