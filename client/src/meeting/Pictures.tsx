/** Everybody's pictures in one of two layouts, and the switch between them. */
import { IconLayoutGrid, IconPresentation } from '@tabler/icons-react';
import { useState } from 'react';
import { Grid } from './Grid.tsx';
import { type Layout, stagedId } from './layout.ts';
import type { LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import { remember, remembered } from './remembered.ts';
import classes from './room.module.css';
import { Stage } from './Stage.tsx';
import { screensOf } from './screens.ts';
import type { MeetingSession } from './session.ts';
import { ThriftSwitch } from './ThriftSwitch.tsx';
import { useLastSpeaker } from './use-last-speaker.ts';
import { useStore } from './use-store.ts';

export function Pictures({ session, local }: { session: MeetingSession; local: LocalMedia }) {
  const t = useText();
  const { roster } = useStore(session.store);
  const { settings } = useStore(session.company.store);
  const [layout, setLayout] = useState<Layout>(() => remembered().layout);
  const [pinnedId, setPinnedId] = useState<string | null>(null);
  const [dismissedId, setDismissedId] = useState<string | null>(null);
  const screens = screensOf(roster.others);
  const newestId = screens.at(-1)?.tileId ?? null;
  const others = [...roster.others.map(({ participantId }) => participantId), ...screens.map(({ tileId }) => tileId)];
  const ownId = roster.self?.participantId ?? null;
  const speakerId = useLastSpeaker(roster.speakerIds, ownId);
  const screenId = newestId === dismissedId ? null : newestId;
  const choice = { layout, pinnedId, spotlightId: settings.spotlightId, speakerId, screenId };
  const staged = stagedId(choice, others, ownId);
  const pin = (participantId: string) => setPinnedId(pinnedId === participantId ? null : participantId);
  const choose = (next: Layout) => {
    setLayout(next);
    setPinnedId(null);
    // Whoever wants the grid wants it in spite of the screen that is shared now, not of the next one.
    setDismissedId(next === 'grid' ? newestId : null);
    remember({ layout: next });
  };
  const isStage = staged !== null;
  const Icon = isStage ? IconLayoutGrid : IconPresentation;
  return (
    <div className={classes.pictures}>
      <div className={classes.view}>
        <ThriftSwitch thrift={session.wishes.thrift} />
        <button type="button" className={classes.layoutSwitch} onClick={() => choose(isStage ? 'grid' : 'stage')}>
          <Icon size={20} aria-hidden />
          {t(isStage ? 'toGrid' : 'toStage')}
        </button>
      </div>
      {staged === null ? (
        <Grid session={session} local={local} onPin={pin} />
      ) : (
        <Stage session={session} local={local} stagedId={staged} pinnedId={pinnedId} onPin={pin} />
      )}
    </div>
  );
}
