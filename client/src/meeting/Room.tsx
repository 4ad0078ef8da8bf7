/** The meeting itself: dark, the pictures large, the same toolbar on every size. */
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { Announcer } from './Announcer.tsx';
import { ConnectionLost } from './ConnectionLost.tsx';
import { NewDeviceProblems } from './DeviceProblems.tsx';
import { Grid } from './Grid.tsx';
import { useText } from './messages.ts';
import { PeoplePanel } from './PeoplePanel.tsx';
import classes from './room.module.css';
import { SoundBlocked, StatusBanner } from './StatusBanner.tsx';
import type { RoomProps } from './Stay.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Toolbar } from './Toolbar.tsx';
import { useStore } from './use-store.ts';

interface Props extends RoomProps {
  /** A sentence or two under the title that stay there (what a test call measures). */
  explanation?: ReactNode;
  /** Beside the pictures; the list of people stands in its place while it is open. */
  aside?: ReactNode;
}

export function Room({ access, session, local, onLeave, explanation, aside }: Props) {
  const t = useText();
  const { roster } = useStore(session.store);
  const [peopleOpen, setPeopleOpen] = useState(false);
  const peopleButton = useRef<HTMLButtonElement>(null);
  const main = useRef<HTMLElement>(null);
  useDocumentTitle(access.title);

  const closePeople = useCallback(() => {
    setPeopleOpen(false);
    peopleButton.current?.focus();
  }, []);
  const togglePeople = useCallback(() => setPeopleOpen((open) => !open), []);
  const toggle = useCallback(
    (source: 'microphone' | 'camera') => {
      const { on, track } = local.store.get()[source];
      void local.turn(source, !(on && track));
    },
    [local],
  );
  useShortcuts({
    microphone: () => toggle('microphone'),
    camera: () => toggle('camera'),
    people: togglePeople,
    leave: onLeave,
  });

  // The join button that had the focus is gone.
  useEffect(() => main.current?.focus(), []);

  return (
    <div className={classes.room}>
      <header className={classes.top}>
        <h1 className={classes.title}>{access.title}</h1>
        {explanation}
      </header>
      <main ref={main} tabIndex={-1} className={classes.main}>
        <div className={classes.middle}>
          <div className={classes.notices}>
            <StatusBanner session={session} />
            <SoundBlocked session={session} />
            <NewDeviceProblems local={local} />
          </div>
          <section className={classes.stage} aria-label={t('participants')}>
            <Grid session={session} local={local} />
          </section>
          {peopleOpen && <PeoplePanel session={session} local={local} onClose={closePeople} />}
          {!peopleOpen && aside}
        </div>
        <Toolbar
          local={local}
          peopleCount={roster.others.length + 1}
          peopleOpen={peopleOpen}
          peopleButton={peopleButton}
          onToggle={toggle}
          onPeople={togglePeople}
          onLeave={onLeave}
        />
      </main>
      <Announcer session={session} />
      <ConnectionLost session={session} onLeave={onLeave} />
    </div>
  );
}
