/** Devices and sound while the meeting runs: whatever changes here, nobody is interrupted. */
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { type Announced, announcedOf, announcements } from './announcing.ts';
import { chime } from './chime.ts';
import type { DeviceChoice } from './devices.ts';
import { LevelBar } from './LevelBar.tsx';
import type { LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import { remember } from './remembered.ts';
import classes from './room.module.css';
import settings from './settings.module.css';
import { useSettingsText } from './settings-messages.ts';
import { forSpeech, isOriginal, noiseTreatmentOf, noiseTreatments, original } from './sound.ts';
import type { Store } from './store.ts';
import { useStore } from './use-store.ts';

interface Props {
  local: LocalMedia;
  announced: Store<Announced>;
  onClose: () => void;
}

export function SettingsPanel({ local, announced, onClose }: Props) {
  const t = useText();
  const s = useSettingsText();
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      className={classes.panel}
      aria-labelledby={headingId}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className={classes.panelHead}>
        <h2 ref={heading} id={headingId} tabIndex={-1} className={classes.panelTitle}>
          {s('settings')}
        </h2>
        <button type="button" className={classes.panelClose} aria-label={t('close')} onClick={onClose}>
          <IconX size={22} aria-hidden />
        </button>
      </div>
      <div className={`${classes.panelBody} ${settings.body}`}>
        <Devices local={local} />
        <Sound local={local} />
        <Choice
          label={s('announce')}
          value={useStore(announced)}
          choices={announcements.map((value) => ({ value, label: s(`announce_${value}`) }))}
          onChoose={(value) => {
            announced.set(announcedOf(value));
            remember({ announced: announcedOf(value) });
          }}
        />
      </div>
    </section>
  );
}

function Devices({ local }: { local: LocalMedia }) {
  const t = useText();
  const s = useSettingsText();
  const { devices, microphone, camera, speakerId } = useStore(local.store);
  return (
    <>
      <p className={settings.hint}>{s('deviceChange')}</p>
      <DeviceChoices
        label={t('chooseMicrophone')}
        list={devices.microphone}
        chosenId={microphone.deviceId}
        onChoose={(deviceId) => void local.choose('microphone', deviceId)}
      />
      <LevelBar track={microphone.on ? microphone.track : null} label={t('level')} />
      <DeviceChoices
        label={t('chooseCamera')}
        list={devices.camera}
        chosenId={camera.deviceId}
        onChoose={(deviceId) => void local.choose('camera', deviceId)}
      />
      {devices.speaker.length > 0 && (
        <Choice
          label={s('chooseSpeaker')}
          value={devices.speaker.some(({ deviceId }) => deviceId === speakerId) ? (speakerId ?? '') : ''}
          choices={[{ value: '', label: s('speakerDefault') }, ...choicesOf(devices.speaker)]}
          onChoose={(deviceId) => local.hearThrough(deviceId === '' ? null : deviceId)}
        />
      )}
      <button type="button" className={classes.quietButton} onClick={() => chime(speakerId)}>
        {t('speakerTest')}
      </button>
    </>
  );
}

function Sound({ local }: { local: LocalMedia }) {
  const t = useText();
  const s = useSettingsText();
  const { sound, isStrongRefused } = useStore(local.store);
  return (
    <fieldset className={settings.group}>
      <legend>{s('sound')}</legend>
      <Choice
        label={s('noise')}
        value={sound.noise}
        choices={noiseTreatments.map((value) => ({ value, label: s(`noise_${value}`) }))}
        onChoose={(value) => void local.treat({ noise: noiseTreatmentOf(value) })}
      />
      <p className={settings.hint} role="status">
        {s(isStrongRefused ? 'strongRefused' : 'strongHint')}
      </p>
      <Check checked={sound.echoCancellation} onChange={(on) => void local.treat({ echoCancellation: on })}>
        {s('echo')}
      </Check>
      <Check checked={sound.gainControl} onChange={(on) => void local.treat({ gainControl: on })}>
        {s('gain')}
      </Check>
      <Check checked={isOriginal(sound)} onChange={(on) => void local.treat(on ? original : forSpeech)}>
        {t('rawAudio')}
      </Check>
      <p className={settings.hint}>{t('rawAudioHint')}</p>
    </fieldset>
  );
}

const choicesOf = (list: readonly DeviceChoice[]) => list.map(({ deviceId, label }) => ({ value: deviceId, label }));

interface DeviceProps {
  label: string;
  list: readonly DeviceChoice[];
  chosenId: string | null;
  onChoose: (deviceId: string) => void;
}

function DeviceChoices({ label, list, chosenId, onChoose }: DeviceProps) {
  const t = useText();
  const isKnown = list.some(({ deviceId }) => deviceId === chosenId);
  const unlisted = { value: '', label: t(list.length > 0 ? 'defaultDevice' : 'notAvailable') };
  return (
    <Choice
      label={label}
      value={isKnown ? (chosenId ?? '') : ''}
      choices={[...(isKnown ? [] : [unlisted]), ...choicesOf(list)]}
      isDisabled={list.length === 0}
      onChoose={(deviceId) => deviceId !== '' && onChoose(deviceId)}
    />
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  isDisabled?: boolean;
  onChoose: (value: string) => void;
}

function Choice({ label, value, choices, isDisabled = false, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div className={settings.choice}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} disabled={isDisabled} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Check({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label className={settings.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {children}
    </label>
  );
}
