/** Camera and microphone: permission, preview, level, another device. */
import { Button, NativeSelect, Text } from '@mantine/core';
import type { SelfCheckFacts } from '@sambung/contract/self-check';
import type { CheckedStep } from '@sambung/contract/self-check-judging';
import { DeviceHelp, LevelBar, type LocalMedia, useStore, Video } from '../../meeting/index.ts';
import { useText } from './messages.ts';
import { Step } from './Step.tsx';
import classes from './selfcheck.module.css';

interface Props {
  checked: CheckedStep;
  facts: SelfCheckFacts;
  local: LocalMedia;
}

export function CameraStep({ checked, facts, local }: Props) {
  const t = useText();
  const { camera } = useStore(local.store);
  const { widthPx, heightPx, label } = facts.camera;
  return (
    <Step checked={checked} facts={facts}>
      {camera.problem && (
        <DeviceHelp sources={['camera']} problem={camera.problem} onRetry={() => void local.retry(['camera'])} />
      )}
      {!camera.on && (
        <div>
          <Text size="sm">{t('cameraOff')}</Text>
          <Button mt="xs" variant="default" onClick={() => void local.turn('camera', true)}>
            {t('turnOn')}
          </Button>
        </div>
      )}
      {camera.track && (
        <div className={classes.cameraRow}>
          <Video track={camera.track} className={classes.video} mirrored label={t('preview')} />
          <div>
            <Text size="sm" mb="xs">
              {widthPx === null ? t('looking') : t('cameraSeen', { label, width: widthPx, height: heightPx ?? 0 })}
            </Text>
            <Choice local={local} source="camera" label={t('chooseCamera')} />
          </div>
        </div>
      )}
    </Step>
  );
}

export function MicrophoneStep({ checked, facts, local }: Props) {
  const t = useText();
  const { microphone } = useStore(local.store);
  const { loudestDbfs } = facts.microphone;
  return (
    <Step checked={checked} facts={facts}>
      {microphone.problem && (
        <DeviceHelp
          sources={['microphone']}
          problem={microphone.problem}
          onRetry={() => void local.retry(['microphone'])}
        />
      )}
      {microphone.track && (
        <>
          <div className={classes.levelRow}>
            <LevelBar track={microphone.track} label={t('level')} />
            <Text size="sm">
              {loudestDbfs === null ? t('speak') : t('loudest', { level: Math.round(loudestDbfs) })}
            </Text>
          </div>
          <Choice local={local} source="microphone" label={t('chooseMicrophone')} />
        </>
      )}
    </Step>
  );
}

function Choice({ local, source, label }: { local: LocalMedia; source: 'camera' | 'microphone'; label: string }) {
  const { devices, [source]: chosen } = useStore(local.store);
  const list = devices[source];
  if (list.length === 0) return null;
  return (
    <NativeSelect
      label={label}
      value={chosen.deviceId ?? ''}
      onChange={(event) => void local.choose(source, event.currentTarget.value)}
      data={list.map((device) => ({ value: device.deviceId, label: device.label }))}
    />
  );
}
