/** The toolbar: what is on the air is filled, what is off is crossed out; the same four buttons on every size. */
import {
  IconDoorExit,
  IconMicrophone,
  IconMicrophoneOff,
  IconUsers,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import type { DeviceSource } from './devices.ts';
import type { LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import { stateText } from './Preview.tsx';
import classes from './room.module.css';
import { type ShortcutName, shortcuts } from './shortcuts.ts';
import { useStore } from './use-store.ts';

interface Props {
  local: LocalMedia;
  peopleCount: number;
  peopleOpen: boolean;
  peopleButton: RefObject<HTMLButtonElement | null>;
  onToggle: (source: DeviceSource) => void;
  onPeople: () => void;
  onLeave: () => void;
}

export function Toolbar({ local, peopleCount, peopleOpen, peopleButton, onToggle, onPeople, onLeave }: Props) {
  const t = useText();
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('toolbar')} onKeyDown={moveFocus}>
      <SourceButton local={local} source="microphone" onToggle={onToggle} />
      <SourceButton local={local} source="camera" onToggle={onToggle} />
      <button
        ref={peopleButton}
        type="button"
        className={classes.tool}
        aria-expanded={peopleOpen}
        aria-keyshortcuts={shortcuts.people.aria}
        onClick={onPeople}
      >
        <span className={classes.toolIcon} data-open={peopleOpen || undefined}>
          <IconUsers size={24} aria-hidden />
          <span className={classes.count} aria-hidden>
            {peopleCount}
          </span>
        </span>
        <ToolText name="people">
          {t('people')}
          <span className={classes.hidden}>{` (${peopleCount})`}</span>
        </ToolText>
      </button>
      <button type="button" className={classes.tool} aria-keyshortcuts={shortcuts.leave.aria} onClick={onLeave}>
        <span className={classes.toolIcon} data-leave>
          <IconDoorExit size={24} aria-hidden />
        </span>
        <ToolText name="leave">{t('leave')}</ToolText>
      </button>
    </div>
  );
}

/** Arrow keys go from button to button, as in every toolbar (ARIA Authoring Practices). */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}

interface SourceProps {
  local: LocalMedia;
  source: DeviceSource;
  onToggle: (source: DeviceSource) => void;
}

function SourceButton({ local, source, onToggle }: SourceProps) {
  const t = useText();
  const state = useStore(local.store)[source];
  const onAir = state.on && state.track !== null;
  const icon =
    source === 'microphone' ? (onAir ? IconMicrophone : IconMicrophoneOff) : onAir ? IconVideo : IconVideoOff;
  const Icon = icon;
  return (
    <button
      type="button"
      className={classes.tool}
      aria-pressed={onAir}
      aria-keyshortcuts={shortcuts[source].aria}
      onClick={() => onToggle(source)}
    >
      <span className={classes.toolIcon} data-on-air={onAir || undefined}>
        <Icon size={24} aria-hidden />
      </span>
      <ToolText name={source} state={t(stateText(state))}>
        {t(source)}
      </ToolText>
    </button>
  );
}

function ToolText({ name, state, children }: { name: ShortcutName; state?: string; children: ReactNode }) {
  return (
    <span className={classes.toolText}>
      <span>{children}</span>
      {state !== undefined && (
        <span className={classes.toolState} aria-hidden>
          {state}
        </span>
      )}
      <kbd className={classes.hint} aria-hidden>
        {shortcuts[name].shown}
      </kbd>
    </span>
  );
}
