/** One open step: its form and checklist, its documents, and the decision. */
import { Alert, Button, Paper, Text, Textarea, Title } from '@mantine/core';
import { type Form, fieldsOf } from '@sambung/contract/form';
import type { CaseDetail, CaseStep } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { hasCode } from '../api/problem.ts';
import { caseQuery } from '../api/queries.ts';
import { patchStep, postStepDecision, type StepWork } from '../api/requests.ts';
import { checkForm, type FieldErrors, withoutField } from '../form/index.ts';
import { instantOf } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './approvals.module.css';
import { DecisionForm } from './DecisionForm.tsx';
import { asksReason, type DecisionDraft, decisionInput, emptyDecision, inOrder } from './decision-input.ts';
import { useText } from './messages.ts';
import { Requirements } from './Requirements.tsx';
import { StepWorkForm } from './StepWorkForm.tsx';
import { emptyWork, fillableBy, isDirty, type WorkDraft, withoutSaved } from './work-draft.ts';

interface Props {
  request: CaseDetail;
  step: CaseStep;
  sop: SopVersion | undefined;
  quiet: boolean;
  onWritten: () => void;
  onClose: () => void;
  onChanged: (detail: CaseDetail) => void;
  onDecided: (detail: CaseDetail) => void;
}

export function StepPanel({ request, step, sop, quiet, onWritten, onClose, onChanged, onDecided }: Props) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const may = inOrder(step.may);
  const [chosen, setChosen] = useState(may[0]);
  const [draft, setDraft] = useState<DecisionDraft>(emptyDecision);
  const [work, setWork] = useState<WorkDraft>(emptyWork);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [attempt, setAttempt] = useState(0);
  const current = may.find((one) => one === chosen) ?? may[0];
  const stepOfSop = sop?.document.steps.find(({ key }) => key === step.key);
  const form = stepOfSop?.form === undefined ? undefined : sop?.document.forms[stepOfSop.form];
  const dirty = isDirty(work);

  // Somebody else was first: read what is true now, and keep what is written.
  const refresh = (error: unknown) =>
    hasCode(error, 'state-conflict', 'already-decided')
      ? client.invalidateQueries({ queryKey: caseQuery(request.id).queryKey })
      : undefined;
  async function saveWork(): Promise<CaseDetail> {
    const input: StepWork = {
      version: request.version,
      ...(Object.keys(work.values).length > 0 ? { values: work.values } : {}),
      ...(Object.keys(work.checklist).length > 0 ? { checklist: work.checklist } : {}),
    };
    const saved = await patchStep(request.id, step.id, input);
    setWork((now) => withoutSaved(now, work));
    onChanged(saved);
    return saved;
  }
  const saving = useMutation({ mutationFn: saveWork, onError: refresh });
  const deciding = useMutation({
    mutationFn: async () => {
      if (current === undefined) throw new Error('a panel without decisions has no button');
      const version = dirty ? (await saveWork()).version : request.version;
      const { deadlineDate, deadlineTime } = draft;
      const deadlineAt =
        deadlineDate === '' ? null : instantOf({ date: deadlineDate, time: deadlineTime }, request.timeZone);
      return postStepDecision(request.id, step.id, decisionInput(current, draft, { version, deadlineAt }));
    },
    onSuccess: onDecided,
    onError: refresh,
  });
  function missingWork(asked: Form): FieldErrors {
    // What the server fills in by itself, such as the officer's name, may stay empty here.
    const own = fieldsOf(asked).filter(({ fillFrom }) => fillFrom !== undefined);
    const values = { ...step.values, ...work.values };
    const found = checkForm(asked, values, { language, filledBy: fillableBy, attached: request.documents });
    return own.reduce((errors, { key }) => withoutField(errors, key), found);
  }
  /** A step goes on only with its form complete; what is missing is shown where it is missing. */
  function decide() {
    const goesOn = current !== undefined && !asksReason(current);
    const found = goesOn && form ? missingWork(form) : {};
    setErrors(found);
    if (Object.keys(found).length === 0) return deciding.mutate();
    setAttempt((count) => count + 1);
  }
  const error = deciding.error ?? saving.error;
  const conflict = hasCode(error, 'state-conflict');

  if (current === undefined) {
    const typed = [draft.reason, draft.instruction, draft.note].filter((one) => one.trim() !== '').join('\n\n');
    return (
      <Paper component="section" className={classes.panel}>
        <Alert role="alert" color="amber" title={t('decidedTitle')} mb="md">
          {t('decidedText')}
        </Alert>
        {typed !== '' && <Textarea aria-label={t('note')} readOnly autosize value={typed} mb="md" />}
        <Button variant="default" onClick={onClose}>
          {t('close')}
        </Button>
      </Paper>
    );
  }
  return (
    <Paper component="section" className={classes.panel} aria-labelledby={`step-${step.id}`}>
      <Title order={2} id={`step-${step.id}`}>
        {t('panelTitle', { step: step.name[language] })}
      </Title>
      <Text size="sm" mb="md">
        {t('actingAs', { position: step.position.title })} · {t('output', { output: step.output[language] })}
      </Text>
      <div className={classes.stack}>
        {(form !== undefined || step.checklist.length > 0) && (
          <StepWorkForm
            step={step}
            form={form}
            work={work}
            dirty={dirty}
            pending={saving.isPending}
            saved={saving.isSuccess && !dirty}
            errors={errors}
            attempt={attempt}
            onChange={(key, change) => {
              onWritten();
              setErrors((old) => withoutField(old, key));
              setWork(change);
            }}
            onSave={() => saving.mutate()}
          />
        )}
        {step.requires.length > 0 && <Requirements request={request} step={step} onChanged={onChanged} />}
        {conflict ? (
          <Alert role="alert" color="amber" title={t('conflictTitle')}>
            {t('conflictText')}
          </Alert>
        ) : (
          <ProblemAlert error={error} />
        )}
        <DecisionForm
          request={request}
          may={may}
          chosen={current}
          draft={draft}
          workers={workersOf(sop, step)}
          quiet={quiet}
          pending={deciding.isPending}
          onChoose={setChosen}
          onChange={(changes) => {
            onWritten();
            setDraft((old) => ({ ...old, ...changes }));
          }}
          onDecide={decide}
        />
      </div>
    </Paper>
  );
}

/** Whose work follows on the step: the position for which people are chosen. */
function workersOf(sop: SopVersion | undefined, step: CaseStep): string | undefined {
  const all = sop?.document.steps ?? [];
  const next = all.find(({ key }) => key === step.key)?.next ?? [];
  const positions = all.filter(({ key }) => next.includes(key)).map(({ position }) => position);
  return positions.find((one) => sop?.document.positions.find(({ key }) => key === one)?.roles.includes('technician'));
}
