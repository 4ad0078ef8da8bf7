/** The toolbar: what is on the air is filled, what is off is crossed out; the same buttons on every size. */
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
import { isLive, type LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import { stateText } from './Preview.tsx';
import classes from './room.module.css';
import { shortcuts } from './shortcuts.ts';
import { ToolText } from './ToolText.tsx';
import { useStore } from './use-store.ts';

interface Props {
  local: LocalMedia;
  peopleCount: number;
  peopleOpen: boolean;
  peopleButton: RefObject<HTMLButtonElement | null>;
  onToggle: (source: DeviceSource) => void;
  onPeople: () => void;
  onLeave: () => void;
  /** Why a source cannot be turned on; null where it can. */
  refusalOf: (source: DeviceSource) => string | null;
  /** Between devices and people: taking part. */
  children?: ReactNode;
}

export function Toolbar(props: Props) {
  const { local, peopleCount, peopleOpen, peopleButton, onToggle, onPeople, onLeave, refusalOf, children } = props;
  const t = useText();
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('toolbar')} onKeyDown={moveFocus}>
      {(['microphone', 'camera'] as const).map((source) => (
        <SourceButton key={source} local={local} source={source} onToggle={onToggle} refusal={refusalOf(source)} />
      ))}
      {children}
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
  refusal: string | null;
}

function SourceButton({ local, source, onToggle, refusal }: SourceProps) {
  const t = useText();
  const state = useStore(local.store)[source];
  const onAir = isLive(state) && refusal === null;
  const icon =
    source === 'microphone' ? (onAir ? IconMicrophone : IconMicrophoneOff) : onAir ? IconVideo : IconVideoOff;
  const Icon = icon;
  return (
    <button
      type="button"
      className={classes.tool}
      aria-pressed={onAir}
      aria-disabled={refusal !== null}
      aria-keyshortcuts={shortcuts[source].aria}
      onClick={() => refusal === null && onToggle(source)}
    >
      <span className={classes.toolIcon} data-on-air={onAir || undefined}>
        <Icon size={24} aria-hidden />
      </span>
      <ToolText name={source} state={refusal ?? t(stateText(state))}>
        {t(source)}
      </ToolText>
    </button>
  );
}
