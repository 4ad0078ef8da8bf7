/** Copies a text and says that it did. */
import { Button, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useText } from './messages.ts';

/** Longer leaves the confirmation for slower readers, shorter is ready for the next copy sooner. */
const confirmedMs = 3_000;

interface Props {
  value: string;
  /** What is copied, for the button's name: "Salin ID rapat". */
  name: string;
  /** The visible label; "Salin" when absent. */
  label?: string;
}

export function CopyButton({ value, name, label }: Props) {
  const t = useText();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), confirmedMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard?.writeText(value).then(
      () => setState('copied'),
      () => setState('failed'),
    ) ?? setState('failed');
  const copied = state === 'copied';
  return (
    <div>
      <Button
        variant="default"
        aria-label={label ?? t('copyNamed', { name })}
        leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
        onClick={copy}
      >
        <span>{copied ? t('copied') : (label ?? t('copy'))}</span>
      </Button>
      <Text size="sm" role="status" hidden={state !== 'failed'}>
        {state === 'failed' ? t('copyFailed') : ''}
      </Text>
    </div>
  );
}
