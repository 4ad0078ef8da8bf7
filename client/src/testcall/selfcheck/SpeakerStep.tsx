/** The loudspeaker: a tone, a recording of the own voice, and what the person heard of them. */
import { Button, Group, Radio, Text } from '@mantine/core';
import type { SelfCheckFacts } from '@sambung/contract/self-check';
import type { CheckedStep } from '@sambung/contract/self-check-judging';
import { IconMicrophone, IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { type LocalMedia, useStore } from '../../meeting/index.ts';
import { useText } from './messages.ts';
import { Step } from './Step.tsx';
import classes from './selfcheck.module.css';
import { playTone, recordAndPlay } from './speaker.ts';

interface Props {
  checked: CheckedStep;
  facts: SelfCheckFacts;
  local: LocalMedia;
  onAnswer: (answer: Partial<SelfCheckFacts['speaker']>) => void;
}

type Stage = 'idle' | 'recording' | 'playing' | 'failed';

export function SpeakerStep({ checked, facts, local, onAnswer }: Props) {
  const t = useText();
  const { microphone } = useStore(local.store);
  const [tonePlayed, setTonePlayed] = useState(false);
  const [recorded, setRecorded] = useState(false);
  const [stage, setStage] = useState<Stage>('idle');
  const { toneHeard, recordingHeard } = facts.speaker;

  const tone = () => {
    setTonePlayed(true);
    void playTone();
  };
  const record = async (track: MediaStreamTrack) => {
    setStage('recording');
    try {
      await recordAndPlay(track, () => setStage('playing'));
      setRecorded(true);
      setStage('idle');
    } catch {
      setStage('failed');
    }
  };
  return (
    <Step checked={checked} facts={facts}>
      <Group gap="sm">
        <Button variant="default" leftSection={<IconVolume size={18} aria-hidden />} onClick={tone}>
          {t('playTone')}
        </Button>
        {microphone.track && (
          <Button
            variant="default"
            leftSection={<IconMicrophone size={18} aria-hidden />}
            disabled={stage === 'recording' || stage === 'playing'}
            onClick={() => microphone.track && void record(microphone.track)}
          >
            {t('record')}
          </Button>
        )}
        <Text size="sm" role="status">
          {stage === 'recording' && t('recording')}
          {stage === 'playing' && t('playing')}
          {stage === 'failed' && t('recordFailed')}
        </Text>
      </Group>
      {tonePlayed && (
        <YesOrNo label={t('toneQuestion')} value={toneHeard} onChange={(heard) => onAnswer({ toneHeard: heard })} />
      )}
      {recorded && (
        <YesOrNo
          label={t('recordingQuestion')}
          value={recordingHeard}
          onChange={(heard) => onAnswer({ recordingHeard: heard })}
        />
      )}
    </Step>
  );
}

interface Question {
  label: string;
  value: boolean | null;
  onChange: (value: boolean) => void;
}

function YesOrNo({ label, value, onChange }: Question) {
  const t = useText();
  return (
    <Radio.Group
      label={label}
      value={value === null ? null : String(value)}
      onChange={(chosen) => onChange(chosen === 'true')}
    >
      <div className={classes.choices}>
        <Radio value="true" label={t('yes')} />
        <Radio value="false" label={t('no')} />
      </div>
    </Radio.Group>
  );
}
