/** The state of a certificate as icon, word and colour together; a simulation is marked beside it. */
import { Badge } from '@mantine/core';
import type { CertificateState, CertificateTransition } from '@sambung/contract/certificate';
import {
  IconCalendarOff,
  IconCircleX,
  IconClockPause,
  IconFlask,
  IconRosetteDiscountCheck,
  IconRotateClockwise,
} from '@tabler/icons-react';
import { useText } from './messages.ts';

const looks = {
  valid: { color: 'green', icon: IconRosetteDiscountCheck, label: 'valid' },
  conditional: { color: 'teal', icon: IconRosetteDiscountCheck, label: 'conditional' },
  suspended: { color: 'amber', icon: IconClockPause, label: 'suspended' },
  expired: { color: 'gray', icon: IconCalendarOff, label: 'expired' },
  revoked: { color: 'red', icon: IconCircleX, label: 'revoked' },
  're-verified': { color: 'green', icon: IconRotateClockwise, label: 'reverified' },
} as const satisfies Record<CertificateTransition, object>;

export function CertificateBadge({
  state,
  simulated = false,
}: {
  state: CertificateState | CertificateTransition;
  simulated?: boolean;
}) {
  const t = useText();
  const { color, icon: Icon, label } = looks[state];
  return (
    <>
      <Badge color={color} leftSection={<Icon size={16} aria-hidden />}>
        {t(label)}
      </Badge>
      {simulated && (
        <Badge color="amber" leftSection={<IconFlask size={16} aria-hidden />} ml={6}>
          {t('simulated')}
        </Badge>
      )}
    </>
  );
}
