/** States as icon, word and colour together: amber asks, teal goes on, red stopped, green passed. */
import { Badge } from '@mantine/core';
import type { CaseSummary, RequestState } from '@sambung/contract/request';
import type { TestCallKind } from '@sambung/contract/test-run';
import {
  IconActivity,
  IconArchive,
  IconArrowBackUp,
  IconBroadcast,
  IconCalendarRepeat,
  IconCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockPause,
  IconFlag,
  IconHourglass,
  IconPencil,
  IconRosetteDiscountCheck,
  IconSend,
  IconUserCheck,
  IconUserX,
} from '@tabler/icons-react';
import { useText } from './messages.ts';
import { useText as useOpeningText } from './opening-messages.ts';
import type { TestState } from './progress.ts';

const looks = {
  draft: { color: 'gray', icon: IconPencil, label: 'stateDraft' },
  submitted: { color: 'amber', icon: IconSend, label: 'stateSubmitted' },
  returned: { color: 'amber', icon: IconArrowBackUp, label: 'stateReturned' },
  waitlisted: { color: 'gray', icon: IconClockPause, label: 'stateWaitlisted' },
  disposition: { color: 'amber', icon: IconHourglass, label: 'stateDisposition' },
  rescheduled: { color: 'amber', icon: IconCalendarRepeat, label: 'stateRescheduled' },
  assigned: { color: 'teal', icon: IconUserCheck, label: 'stateAssigned' },
  survey: { color: 'teal', icon: IconActivity, label: 'stateSurvey' },
  test: { color: 'teal', icon: IconActivity, label: 'stateTest' },
  ready: { color: 'green', icon: IconRosetteDiscountCheck, label: 'stateReady' },
  ongoing: { color: 'teal', icon: IconBroadcast, label: 'stateOngoing' },
  finished: { color: 'teal', icon: IconFlag, label: 'stateFinished' },
  reported: { color: 'teal', icon: IconCheck, label: 'stateReported' },
  archived: { color: 'gray', icon: IconArchive, label: 'stateArchived' },
  rejected: { color: 'red', icon: IconCircleX, label: 'stateRejected' },
  cancelled: { color: 'gray', icon: IconCircleX, label: 'stateCancelled' },
  'no-show': { color: 'gray', icon: IconUserX, label: 'stateNoShow' },
} as const satisfies Record<RequestState, object>;

const testLooks = {
  none: { color: 'gray', icon: IconCircleDashed, label: 'testNone' },
  open: { color: 'teal', icon: IconActivity, label: 'testOpen' },
  ended: { color: 'gray', icon: IconCircleDashed, label: 'testEnded' },
  certified: { color: 'green', icon: IconRosetteDiscountCheck, label: 'testCertified' },
  'certified-with-conditions': { color: 'amber', icon: IconRosetteDiscountCheck, label: 'testConditional' },
  'not-certified': { color: 'red', icon: IconCircleX, label: 'testNotCertified' },
} as const;

/** The word for a state, without its level. */
export const stateLabel = (state: RequestState) => looks[state].label;

export function StateBadge({ request }: { request: Pick<CaseSummary, 'state' | 'dispositionLevel' | 'simulated'> }) {
  const t = useText();
  const { color, icon: Icon, label } = looks[request.state];
  const level = request.state === 'disposition' ? request.dispositionLevel : null;
  return (
    <>
      <Badge color={color} leftSection={<Icon size={16} aria-hidden />}>
        {level === null ? t(label) : t('stateDispositionLevel', { level })}
      </Badge>
      {request.simulated && <Badge color="amber">{t('simulated')}</Badge>}
    </>
  );
}

/** A pre-test is not certified: it went well, worse than the test, or failed. */
export function TestBadge({ state, kind }: { state: TestState; kind: TestCallKind }) {
  const t = useText();
  const o = useOpeningText();
  const { color, icon: Icon, label } = testLooks[state];
  const isResult = state === 'certified' || state === 'certified-with-conditions' || state === 'not-certified';
  return (
    <Badge color={color} leftSection={<Icon size={16} aria-hidden />}>
      {kind === 'pre-test' && isResult ? o(`result_${state}`) : t(label)}
    </Badge>
  );
}
