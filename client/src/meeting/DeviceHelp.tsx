/** Why a camera or microphone is not there, in plain words, and the one thing to do about it. */
import { Alert, Button, Text } from '@mantine/core';
import { IconMicrophoneOff, IconVideoOff } from '@tabler/icons-react';
import type { DeviceProblem, DeviceSource } from './devices.ts';
import { useText } from './messages.ts';

const words = {
  denied: ['deviceDenied', 'deviceDeniedHelp'],
  'blocked-by-system': ['deviceSystem', 'deviceSystemHelp'],
  missing: ['deviceMissing', 'deviceMissingHelp'],
  busy: ['deviceBusy', 'deviceBusyHelp'],
  insecure: ['deviceInsecure', 'deviceInsecureHelp'],
  unsupported: ['deviceUnsupported', 'deviceUnsupportedHelp'],
  lost: ['deviceLost', 'deviceLostHelp'],
  failed: ['deviceFailed', 'deviceFailedHelp'],
} as const satisfies Record<DeviceProblem, readonly [string, string]>;

interface Props {
  /** One, or both where both have the same problem. */
  sources: readonly DeviceSource[];
  problem: DeviceProblem;
  onRetry: () => void;
}

export function DeviceHelp({ sources, problem, onRetry }: Props) {
  const t = useText();
  const [title, help] = words[problem];
  const Icon = sources.includes('microphone') ? IconMicrophoneOff : IconVideoOff;
  const device = t(sources.length > 1 ? 'bothDevices' : (sources[0] ?? 'camera'));
  return (
    <Alert role="status" color="amber" variant="light" icon={<Icon aria-hidden />} title={t(title, { device })}>
      <Text size="sm" c="var(--ink)">
        {t(help, { device: device.toLowerCase() })}
      </Text>
      <Button mt="sm" variant="default" onClick={onRetry}>
        {t('tryAgain')}
      </Button>
    </Alert>
  );
}
