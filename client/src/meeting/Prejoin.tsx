/** Before the door: who am I, what will the others see and hear, one button. */
import { Button, Group, NativeSelect, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { PrivacyNotice } from '../privacy/index.ts';
import { chime } from './chime.ts';
import { DeviceProblems } from './DeviceProblems.tsx';
import type { DeviceSource } from './devices.ts';
import { LevelBar } from './LevelBar.tsx';
import type { LocalMedia, LocalSource } from './local-media.ts';
import { useText } from './messages.ts';
import { Preview } from './Preview.tsx';
import classes from './prejoin.module.css';
import { remember, remembered } from './remembered.ts';
import { forSpeech, isOriginal, original } from './sound.ts';
import { thriftOf, thrifts } from './thrift.ts';
import { useStore } from './use-store.ts';

/** The library's own is an image without a name to a screen reader. */
const arrow = <IconChevronDown size={18} aria-hidden />;

interface Props {
  title: string;
  /** What the person should know before joining: when, or what a test call measures. */
  lead: ReactNode;
  /** Whose room it is: what becomes of personal data is theirs to say. */
  institutionId: string;
  /** Of who is signed in as staff of the institution: it cannot be another. */
  staffName: string | null;
  local: LocalMedia;
  joining: boolean;
  onJoin: (displayName: string) => void;
}

export function Prejoin({ title, lead, institutionId, staffName, local, joining, onJoin }: Props) {
  const t = useText();
  const state = useStore(local.store);
  const thrift = useStore(local.thrift);
  const [name, setName] = useState(() => staffName ?? remembered().displayName);
  const [nameMissing, setNameMissing] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const displayName = name.trim();
    setNameMissing(displayName === '');
    if (displayName === '') {
      nameInput.current?.focus();
      return;
    }
    if (staffName === null) remember({ displayName });
    onJoin(displayName);
  };

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <div className={classes.head}>
        <Title order={1}>{title}</Title>
        {lead}
      </div>
      <div className={classes.columns}>
        <div>
          <Preview local={local} name={name} />
          <div className={classes.levelRow}>
            <LevelBar track={state.microphone.on ? state.microphone.track : null} label={t('level')} />
            <Text size="sm" c="dimmed">
              {t(levelText(state.microphone))}
            </Text>
          </div>
          <DeviceProblems local={local} rest={t('withoutDevices')} />
        </div>
        <Stack gap="md">
          <TextInput
            type="text"
            ref={nameInput}
            label={t('name')}
            description={t(staffName === null ? 'nameHint' : 'nameOfStaff')}
            readOnly={staffName !== null}
            value={name}
            maxLength={80}
            autoComplete="name"
            required
            error={nameMissing ? t('nameMissing') : undefined}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setNameMissing(false);
            }}
          />
          <DeviceSelect local={local} source="microphone" label={t('chooseMicrophone')} />
          <DeviceSelect local={local} source="camera" label={t('chooseCamera')} />
          <Group gap="sm">
            <Button variant="default" onClick={() => chime(state.speakerId)}>
              {t('speakerTest')}
            </Button>
            <Text size="sm" c="dimmed">
              {t('speakerTestHint')}
            </Text>
          </Group>
          <Advanced>
            <NativeSelect
              label={t('thrift')}
              description={t('thriftHint')}
              classNames={{ input: classes.select ?? '' }}
              rightSection={arrow}
              rightSectionPointerEvents="none"
              value={thrift}
              onChange={(event) => {
                const next = thriftOf(event.currentTarget.value);
                remember({ thrift: next });
                local.thrift.set(next);
              }}
              data={thrifts.map((value) => ({ value, label: t(`thrift_${value}`) }))}
            />
            <Switch
              label={t('rawAudio')}
              description={t('rawAudioHint')}
              checked={isOriginal(state.sound)}
              onChange={(event) => void local.treat(event.currentTarget.checked ? original : forSpeech)}
            />
          </Advanced>
          <Button type="submit" size="lg" loading={joining} className={classes.join}>
            {t(joining ? 'joining' : 'join')}
          </Button>
        </Stack>
      </div>
      <PrivacyNotice institution={institutionId} />
    </form>
  );
}

function levelText(microphone: LocalSource) {
  if (!microphone.track) return microphone.pending ? 'starting' : 'levelNone';
  if (microphone.on && microphone.interrupted) return 'levelInterrupted';
  return microphone.on ? 'levelSpeak' : 'levelOff';
}

function DeviceSelect({ local, source, label }: { local: LocalMedia; source: DeviceSource; label: string }) {
  const t = useText();
  const { devices, [source]: chosen } = useStore(local.store);
  const list = devices[source];
  const known = list.some((device) => device.deviceId === chosen.deviceId);
  const unlisted = list.length > 0 ? 'defaultDevice' : chosen.pending ? 'starting' : 'notAvailable';
  // Shown even while empty: what stands below must not jump away under a finger when the browser answers.
  return (
    <NativeSelect
      label={label}
      disabled={list.length === 0}
      classNames={{ input: classes.select ?? '' }}
      rightSection={arrow}
      rightSectionPointerEvents="none"
      value={known ? (chosen.deviceId ?? '') : ''}
      onChange={(event) => event.currentTarget.value !== '' && void local.choose(source, event.currentTarget.value)}
      data={[
        ...(known ? [] : [{ value: '', label: t(unlisted) }]),
        ...list.map((device) => ({ value: device.deviceId, label: device.label })),
      ]}
    />
  );
}

function Advanced({ children }: { children: ReactNode }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const region = useId();
  return (
    <div>
      <button
        type="button"
        className={classes.more}
        aria-expanded={open}
        aria-controls={region}
        onClick={() => setOpen(!open)}
      >
        <IconChevronDown size={20} aria-hidden data-open={open || undefined} />
        {t('more')}
      </button>
      <div id={region} hidden={!open} className={classes.moreContent}>
        {children}
      </div>
    </div>
  );
}
