/** The way of a request, from filing to the meeting; each step says its state in a word as well. */
import { VisuallyHidden } from '@mantine/core';
import type { RequestDetail } from '@sambung/contract/http';
import { IconCheck, IconX } from '@tabler/icons-react';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './booking.module.css';
import { useText } from './messages.ts';
import { type StepName, steps, testState } from './progress.ts';

const names = { submitted: 'stepSubmitted', decided: 'stepDecided', test: 'stepTest', meeting: 'stepMeeting' } as const;
const states = { done: 'stepDone', current: 'stepCurrent', failed: 'stepFailed', ahead: 'stepAhead' } as const;
const testNotes = {
  none: 'testNone',
  open: 'testOpen',
  ended: 'testEnded',
  certified: 'testCertified',
  'not-certified': 'testNotCertified',
} as const;
const decisionNotes = { submitted: 'stateSubmitted', approved: 'stateApproved', refused: 'stateRefused' } as const;

export function Steps({ request, now }: { request: RequestDetail; now: number }) {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = request.place;
  const notes: Record<StepName, string> = {
    submitted: formatDateTime(language, request.submittedAt, timeZone),
    decided: t(decisionNotes[request.state]),
    test: request.state === 'approved' ? t(testNotes[testState(request)]) : '',
    meeting: formatDateTime(language, request.startsAt, timeZone),
  };
  return (
    <ol className={classes.steps} aria-label={t('steps')}>
      {steps(request, now).map(({ name, state }, index) => (
        <li
          key={name}
          className={classes.step}
          data-state={state}
          {...(state === 'current' ? { 'aria-current': 'step' as const } : {})}
        >
          <span className={classes.stepMark} aria-hidden="true">
            {state === 'done' ? <IconCheck size={20} /> : state === 'failed' ? <IconX size={20} /> : index + 1}
          </span>
          <span>
            <span className={classes.stepName}>
              {t(names[name])}
              <VisuallyHidden>{` (${t(states[state])})`}</VisuallyHidden>
            </span>
            <br />
            <span className={classes.stepNote}>{notes[name]}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
