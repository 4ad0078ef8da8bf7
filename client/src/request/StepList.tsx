/** The procedure's steps with their clocks: what is done, what runs, what comes, and who has it. */
import { Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import type { CaseStep } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { Clock } from './Clock.tsx';
import { useText } from './messages.ts';
import { stepsToCome } from './progress.ts';
import classes from './request.module.css';

const words = {
  done: 'stepDone',
  active: 'stepActive',
  waiting: 'stepWaiting',
  skipped: 'stepSkipped',
  void: 'stepVoid',
} as const;

interface Props {
  steps: readonly CaseStep[];
  sop: SopVersion | undefined;
  timeZone: string;
}

export function StepList({ steps, sop, timeZone }: Props) {
  const t = useText();
  const language = useLanguage();
  return (
    <Paper component="section" aria-labelledby="steps" className={classes.sheet}>
      <div className={classes.stepsHead}>
        <Title order={2} id="steps">
          {t('steps')}
        </Title>
        {sop && (
          <Text size="sm" c="dimmed">
            {sop.number === ''
              ? t('stepsNoteUnnumbered', { version: sop.version })
              : t('stepsNote', { number: sop.number, version: sop.version })}
          </Text>
        )}
      </div>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <Step key={step.id} step={step} index={index} timeZone={timeZone} />
        ))}
        {stepsToCome(steps, sop).map(({ key, number, name, position }, index) => (
          <li key={key} className={classes.step} data-state="waiting">
            <span className={classes.stepMark} aria-hidden="true">
              {number ?? steps.length + index + 1}
            </span>
            <div className={classes.stepBody}>
              <span className={classes.stepName}>
                {name[language]}
                <VisuallyHidden>{` (${t('stepWaiting')})`}</VisuallyHidden>
              </span>
              <div className={classes.stepNote}>{position}</div>
            </div>
          </li>
        ))}
      </ol>
    </Paper>
  );
}

function Step({ step, index, timeZone }: { step: CaseStep; index: number; timeZone: string }) {
  const t = useText();
  const language = useLanguage();
  const missing = step.requires.filter(({ required, present }) => required && !present);
  const failed = step.decision === 'reject';
  return (
    <li
      className={classes.step}
      data-state={failed ? 'failed' : step.state}
      {...(step.state === 'active' ? { 'aria-current': 'step' as const } : {})}
    >
      <span className={classes.stepMark} aria-hidden="true">
        {failed ? (
          <IconX size={20} />
        ) : step.state === 'done' ? (
          <IconCheck size={20} />
        ) : ['skipped', 'void'].includes(step.state) ? (
          <IconMinus size={20} />
        ) : (
          (step.number ?? index + 1)
        )}
      </span>
      <div className={classes.stepBody}>
        <span className={classes.stepName}>
          {step.name[language]}
          <VisuallyHidden>{` (${t(words[step.state])})`}</VisuallyHidden>
        </span>
        <div className={classes.stepNote}>
          {step.position.key === 'requester' ? t('applicant') : step.position.title}
          {step.round > 1 && ` · ${t('stepRound', { round: step.round })}`}
          {step.assignees.length > 0 &&
            ` · ${t('stepAssignees', { names: step.assignees.map(({ name }) => name).join(', ') })}`}
        </div>
        {step.state === 'done' && step.finishedAt !== null && (
          <div className={classes.stepNote}>
            {t('stepFinished', { when: formatDateTime(language, step.finishedAt, timeZone) })}
            {step.decidedBy && ` ${t('stepBy', { name: step.decidedBy.name })}`}
          </div>
        )}
        {['active', 'done'].includes(step.state) && <Clock step={step} timeZone={timeZone} />}
        {step.state === 'active' && (
          <>
            <div className={classes.stepNote}>{t('stepOutput', { output: step.output[language] })}</div>
            {missing.length > 0 && (
              <div className={classes.stepNote}>
                {t('stepMissing', { documents: missing.map(({ name }) => name[language]).join('; ') })}
              </div>
            )}
          </>
        )}
      </div>
    </li>
  );
}
