/** The self-check of one side: every step on one page, the result below. */
import { Button, Group, Text, Title } from '@mantine/core';
import type { Access } from '@sambung/contract/http';
import { judgeSelfCheck } from '@sambung/contract/self-check-judging';
import { IconChevronLeft, IconStethoscope } from '@tabler/icons-react';
import { useState } from 'react';
import { LocalMedia } from '../../meeting/index.ts';
import { PublicShell } from '../../ui/PublicShell.tsx';
import { ConnectionStep } from './ConnectionStep.tsx';
import { CameraStep, MicrophoneStep } from './DeviceSteps.tsx';
import { useText } from './messages.ts';
import { Result } from './Result.tsx';
import { SpeakerStep } from './SpeakerStep.tsx';
import { Step } from './Step.tsx';
import classes from './selfcheck.module.css';
import { useSelfCheck } from './use-self-check.ts';

export function SelfCheckPage({ access, onBack }: { access: Access; onBack: () => void }) {
  const t = useText();
  const [local] = useState(() => new LocalMedia());
  const { facts, doing, started, start, checkConnection, change } = useSelfCheck(access, local);
  const [browser, camera, microphone, speaker, connection, reconnect] = judgeSelfCheck(facts);
  if (!browser || !camera || !microphone || !speaker || !connection || !reconnect) return null;
  return (
    <PublicShell title={t('title')} width={920}>
      <Button variant="subtle" leftSection={<IconChevronLeft size={18} aria-hidden />} onClick={onBack} mb="sm">
        {t('back')}
      </Button>
      <Title order={1}>{t('title')}</Title>
      <Text mt={6}>{t('lead')}</Text>
      {!started && (
        <Group mt="lg">
          <Button size="lg" leftSection={<IconStethoscope size={20} aria-hidden />} onClick={start} data-autofocus>
            {t('start')}
          </Button>
        </Group>
      )}
      {started && (
        <div className={classes.steps}>
          <Step checked={browser} facts={facts}>
            <Text size="sm" c="dimmed" className={classes.agent}>
              {facts.browser.name}
            </Text>
          </Step>
          <CameraStep checked={camera} facts={facts} local={local} />
          <MicrophoneStep checked={microphone} facts={facts} local={local} />
          <SpeakerStep checked={speaker} facts={facts} local={local} onAnswer={(answer) => change('speaker', answer)} />
          <ConnectionStep
            checked={connection}
            reconnect={reconnect}
            facts={facts}
            doing={doing}
            onAgain={() => void checkConnection()}
          />
          <Result
            access={access}
            facts={facts}
            steps={[browser, camera, microphone, speaker, connection, reconnect]}
            running={doing !== null}
          />
        </div>
      )}
    </PublicShell>
  );
}
