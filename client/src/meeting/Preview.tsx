/** The person's own picture before joining, with the two switches on it. */
import { IconMicrophone, IconMicrophoneOff, IconUser, IconVideo, IconVideoOff } from '@tabler/icons-react';
import type { DeviceSource } from './devices.ts';
import { initialsOf } from './initials.ts';
import { isLive, type LocalMedia, type LocalSource } from './local-media.ts';
import { useText } from './messages.ts';
import classes from './prejoin.module.css';
import { useStore } from './use-store.ts';
import { Video } from './Video.tsx';

export function Preview({ local, name }: { local: LocalMedia; name: string }) {
  const t = useText();
  const { camera } = useStore(local.store);
  return (
    <div className={classes.preview}>
      {camera.track ? (
        <Video track={camera.track} className={classes.video} mirrored label={t('preview')} />
      ) : (
        <div className={classes.placeholder}>
          <span className={classes.initials} aria-hidden>
            {name.trim() === '' ? <IconUser size={40} /> : initialsOf(name)}
          </span>
          <span>{t(placeholderText(camera))}</span>
        </div>
      )}
      <div className={classes.switches}>
        <SourceSwitch local={local} source="microphone" />
        <SourceSwitch local={local} source="camera" />
      </div>
    </div>
  );
}

function placeholderText(camera: LocalSource) {
  if (!camera.on) return 'cameraOff';
  return camera.pending ? 'cameraStarting' : 'cameraNone';
}

const icons = {
  microphone: { on: IconMicrophone, off: IconMicrophoneOff },
  camera: { on: IconVideo, off: IconVideoOff },
} as const;

function SourceSwitch({ local, source }: { local: LocalMedia; source: DeviceSource }) {
  const t = useText();
  const state = useStore(local.store)[source];
  const live = isLive(state);
  const Icon = live ? icons[source].on : icons[source].off;
  return (
    <button
      type="button"
      className={classes.switch}
      aria-pressed={live}
      onClick={() => void local.turn(source, !(state.on && state.track))}
    >
      <Icon size={22} aria-hidden />
      <span>
        <span className={classes.switchName}>{t(source)}</span>
        <span className={classes.switchState} aria-hidden>
          {t(stateText(state))}
        </span>
      </span>
    </button>
  );
}

/** The word under a source's name, on the switch here and in the meeting's toolbar. */
export function stateText(source: LocalSource) {
  if (source.pending) return 'starting';
  if (source.on && source.interrupted) return 'interrupted';
  if (source.on && source.track) return 'on';
  return source.on && source.problem ? 'notAvailable' : 'off';
}
