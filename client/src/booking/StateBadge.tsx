/** States as icon, word and colour together: amber asks, teal goes on, red stopped, green passed. */
import { Badge } from '@mantine/core';
import type { RequestState } from '@sambung/contract/http';
import {
  IconActivity,
  IconCheck,
  IconCircleDashed,
  IconCircleX,
  IconHourglass,
  IconRosetteDiscountCheck,
} from '@tabler/icons-react';
import { useText } from './messages.ts';
import type { TestState } from './progress.ts';

const requestLooks = {
  submitted: { color: 'amber', icon: IconHourglass, label: 'stateSubmitted' },
  approved: { color: 'teal', icon: IconCheck, label: 'stateApproved' },
  refused: { color: 'red', icon: IconCircleX, label: 'stateRefused' },
} as const;

const testLooks = {
  none: { color: 'gray', icon: IconCircleDashed, label: 'testNone' },
  open: { color: 'teal', icon: IconActivity, label: 'testOpen' },
  ended: { color: 'gray', icon: IconCircleDashed, label: 'testEnded' },
  certified: { color: 'green', icon: IconRosetteDiscountCheck, label: 'testCertified' },
  'not-certified': { color: 'red', icon: IconCircleX, label: 'testNotCertified' },
} as const;

export function StateBadge({ state }: { state: RequestState }) {
  const t = useText();
  const { color, icon: Icon, label } = requestLooks[state];
  return (
    <Badge color={color} leftSection={<Icon size={16} aria-hidden />}>
      {t(label)}
    </Badge>
  );
}

export function TestBadge({ state }: { state: TestState }) {
  const t = useText();
  const { color, icon: Icon, label } = testLooks[state];
  return (
    <Badge color={color} leftSection={<Icon size={16} aria-hidden />}>
      {t(label)}
    </Badge>
  );
}
