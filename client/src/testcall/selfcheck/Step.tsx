/** One step of the self-check: its name, how it stands, why, and what to do about it. */
import type { SelfCheckFacts } from '@sambung/contract/self-check';
import type { CheckedStep, CheckGrade } from '@sambung/contract/self-check-judging';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { adviceOf } from './report.ts';
import classes from './selfcheck.module.css';
import { findings } from './words.ts';

const icons = {
  good: IconCircleCheck,
  weak: IconAlertTriangle,
  bad: IconCircleX,
  open: IconCircleDashed,
} as const satisfies Record<CheckGrade, unknown>;

export function Grade({ grade }: { grade: CheckGrade }) {
  const f = findings.useText();
  const Icon = icons[grade];
  return (
    <span className={classes.grade} data-grade={grade}>
      <Icon size={20} aria-hidden />
      {f(`grade_${grade}`)}
    </span>
  );
}

interface Props {
  checked: CheckedStep;
  facts: SelfCheckFacts;
  children?: ReactNode;
}

export function Step({ checked: { step, grade, reasons }, facts, children }: Props) {
  const f = findings.useText();
  const id = `check-${step}`;
  return (
    <section className={classes.step} aria-labelledby={id}>
      <div className={classes.stepHead}>
        <h2 id={id} className={classes.stepTitle}>
          {f(`step_${step}`)}
        </h2>
        <span role="status">
          <Grade grade={grade} />
        </span>
      </div>
      {reasons.map((reason) => (
        <p key={reason} className={classes.reason}>
          <strong>{f(`r_${reason}`)}</strong> {adviceOf(facts, reason)}
        </p>
      ))}
      {children}
    </section>
  );
}
