/** A panel for every open step that is the reader's, with exactly the decisions they may take. */
import { Alert } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './approvals.module.css';
import { useText } from './messages.ts';
import { StepPanel } from './StepPanel.tsx';

interface Props {
  request: CaseDetail;
  sop: SopVersion | undefined;
  /** Something else on the page comes first: the panel's own button then stands back. */
  quiet: boolean;
  onChanged: (detail: CaseDetail) => void;
}

export function DecisionPanel({ request, sop, quiet, onChanged }: Props) {
  const t = useText();
  const [done, setDone] = useState(false);
  // What is being written stays on the screen even when somebody else decides meanwhile; sending it then says so.
  const [written, setWritten] = useState<readonly string[]>([]);
  const shown = request.steps.filter(({ id, may }) => may.length > 0 || written.includes(id));
  if (shown.length === 0 && !done) return <div role="status" className={classes.silent} />;
  return (
    <div className={classes.stack}>
      <div role="status" className={done ? undefined : classes.silent}>
        {done && (
          <Alert color="teal" icon={<IconCheck aria-hidden />}>
            {t('done')}
          </Alert>
        )}
      </div>
      {shown.map((step) => (
        <StepPanel
          key={step.id}
          request={request}
          step={step}
          sop={sop}
          quiet={quiet}
          onWritten={() => {
            setDone(false);
            setWritten((all) => (all.includes(step.id) ? all : [...all, step.id]));
          }}
          onClose={() => setWritten((all) => all.filter((id) => id !== step.id))}
          onChanged={onChanged}
          onDecided={(detail) => {
            setWritten((all) => all.filter((id) => id !== step.id));
            setDone(true);
            onChanged(detail);
          }}
        />
      ))}
    </div>
  );
}
