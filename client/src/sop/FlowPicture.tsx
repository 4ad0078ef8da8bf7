/** The flow of a procedure as a picture: steps as boxes with who does them, in what time and with which decisions; lines between the rows. */
import { Badge, VisuallyHidden } from '@mantine/core';
import type { SopDocument, SopStep } from '@sambung/contract/sop';
import { IconClock, IconUser } from '@tabler/icons-react';
import { useLanguage } from '../ui/i18n.ts';
import { layOut } from './flow-layout.ts';
import { useText } from './messages.ts';
import classes from './sop.module.css';

interface Props {
  document: SopDocument;
  /** Leads to the step in the text. */
  onGoTo: (key: string) => void;
}

export function FlowPicture({ document, onGoTo }: Props) {
  const rows = layOut(document.steps);
  return (
    <ol className={classes.flow}>
      {rows.map(({ cells, widths, lines }) => (
        <li key={cells.map(({ step }) => step ?? '|').join(' ')}>
          <div className={classes.row} style={{ gridTemplateColumns: widths.map((width) => `${width}fr`).join(' ') }}>
            {cells.map(({ step: key, middle }) => {
              const step = document.steps.find((one) => one.key === key);
              return step ? (
                <StepBox key={step.key} document={document} step={step} onGoTo={onGoTo} />
              ) : (
                <span key={middle} className={classes.passing} />
              );
            })}
          </div>
          {lines.length > 0 && (
            <svg className={classes.lines} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              {lines.map(({ from, to }) => (
                <path
                  key={`${from} ${to}`}
                  d={`M ${from * 100} 0 C ${from * 100} 6, ${to * 100} 4, ${to * 100} 10`}
                  vectorEffect="non-scaling-stroke"
                />
              ))}
            </svg>
          )}
        </li>
      ))}
    </ol>
  );
}

function StepBox({ document, step, onGoTo }: Props & { step: SopStep }) {
  const t = useText();
  const language = useLanguage();
  const { steps, positions } = document;
  const isFirst = !steps.some(({ next }) => next.includes(step.key));
  const position = positions.find(({ key }) => key === step.position)?.title ?? t('applicant');
  const after = steps.filter(({ key }) => step.next.includes(key)).map(({ name }) => name[language]);
  return (
    <div className={classes.step} data-kind={step.kind} data-first={isFirst || undefined}>
      <button type="button" className={classes.stepName} onClick={() => onGoTo(step.key)}>
        {step.number !== undefined && <span className={classes.number}>{step.number}</span>}
        <span>{step.name[language]}</span>
      </button>
      <span className={classes.fact}>
        <IconUser size={16} aria-hidden /> {position}
      </span>
      <span className={classes.fact}>
        <IconClock size={16} aria-hidden /> <TimeStandard time={step.time} />
      </span>
      <span className={classes.decisions}>
        <VisuallyHidden>{t('decisions')}: </VisuallyHidden>
        {step.decisions.map((decision) => t(decision)).join(' · ')}
      </span>
      {step.optional && (
        <Badge color="gray" size="md">
          {t('optional')}
        </Badge>
      )}
      <VisuallyHidden>
        {after.length > 0 ? t('followedBy', { names: after.join(', ') }) : t('finalStep')}
      </VisuallyHidden>
    </div>
  );
}

const anchorWords = {
  'step-start': 'fromStep',
  'setup-start': 'fromSetup',
  'event-start': 'beforeEvent',
  'event-end': 'afterEvent',
} as const;

function TimeStandard({ time }: { time: SopStep['time'] }) {
  const t = useText();
  if (time === null) return t('noTime');
  if (time.standard === null || time.anchor === 'during-event') return t('duringEvent');
  const { amount, unit } = time.standard;
  return t(anchorWords[time.anchor], { duration: t(unit, { amount }) });
}
