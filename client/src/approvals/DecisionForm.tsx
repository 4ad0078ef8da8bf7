/** The decision itself: what it means, what it needs, and the other decisions one may take instead. */
import { Button, Collapse, Group, Radio, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type CaseDetail, natures } from '@sambung/contract/request';
import type { StepDecision } from '@sambung/contract/sop';
import { IconArrowBackUp, IconArrowForwardUp, IconCheck, IconRepeat, IconUserPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { DayInput } from '../ui/DayInput.tsx';
import { clockText } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { startTimes } from '../ui/time-range.ts';
import { Assignees } from './Assignees.tsx';
import classes from './approvals.module.css';
import { asksInstruction, asksReason, type DecisionDraft, type MissingPart, missingPart } from './decision-input.ts';
import { useText } from './messages.ts';

const icons = {
  approve: IconCheck,
  dispose: IconArrowForwardUp,
  assign: IconUserPlus,
  complete: IconCheck,
  fail: IconRepeat,
  return: IconArrowBackUp,
  reject: IconX,
} as const satisfies Record<StepDecision, typeof IconCheck>;
const natureWords = {
  biasa: 'natureBiasa',
  segera: 'natureSegera',
  penting: 'naturePenting',
  rahasia: 'natureRahasia',
} as const;

interface Props {
  request: CaseDetail;
  may: readonly StepDecision[];
  chosen: StepDecision;
  draft: DecisionDraft;
  /** The position people are chosen for when they are assigned. */
  workers: string | undefined;
  quiet: boolean;
  pending: boolean;
  onChoose: (decision: StepDecision) => void;
  onChange: (changes: Partial<DecisionDraft>) => void;
  onDecide: () => void;
}

export function DecisionForm(props: Props) {
  const { request, may, chosen, draft, workers, quiet, pending, onChoose, onChange, onDecide } = props;
  const t = useText();
  const [missing, setMissing] = useState<MissingPart | null>(null);
  const root = useRef<HTMLFormElement>(null);
  const Icon = icons[chosen];
  const stops = chosen === 'reject';

  function decide(event: FormEvent) {
    event.preventDefault();
    const part = missingPart(chosen, draft);
    setMissing(part);
    if (part === null) return onDecide();
    root.current?.querySelector<HTMLElement>(`[data-part="${part}"] textarea, [data-part="${part}"] input`)?.focus();
  }
  function choose(decision: StepDecision) {
    setMissing(null);
    onChoose(decision);
    // The reader goes on in what the other decision asks for.
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>('textarea, input')?.focus());
  }
  return (
    <form ref={root} noValidate onSubmit={decide} className={classes.form}>
      <Text>{t(`${chosen}Intro`)}</Text>
      {chosen === 'assign' && (
        <div data-part="assignees">
          <Assignees
            request={request}
            workers={workers}
            value={draft.assigneeIds}
            onChange={(assigneeIds) => onChange({ assigneeIds })}
            error={missing === 'assignees' && draft.assigneeIds.length === 0 ? t('assigneesMissing') : undefined}
          />
        </div>
      )}
      {asksReason(chosen) && (
        <Textarea
          data-part="reason"
          label={t('reason')}
          description={t(chosen === 'fail' ? 'failHelp' : 'reasonHelp')}
          required
          withAsterisk={false}
          autosize
          minRows={3}
          maxLength={2_000}
          wrapperProps={{ 'data-part': 'reason' }}
          value={draft.reason}
          onChange={(event) => onChange({ reason: event.currentTarget.value })}
          error={missing === 'reason' && draft.reason.trim() === '' ? t('reasonMissing') : undefined}
        />
      )}
      {asksInstruction(chosen) && <Instruction draft={draft} onChange={onChange} />}
      {!asksReason(chosen) && (
        <MoreFields draft={draft} deadline={asksInstruction(chosen)} timeZone={request.timeZone} onChange={onChange} />
      )}
      <Group gap="sm">
        <Button
          type="submit"
          variant={quiet ? 'default' : 'filled'}
          {...(stops ? { color: 'red' } : {})}
          loading={pending}
          leftSection={<Icon size={20} aria-hidden />}
        >
          {t(chosen)}
        </Button>
      </Group>
      {may.length > 1 && (
        <Group gap="sm" className={classes.others} role="group" aria-label={t('otherDecisions')}>
          {may
            .filter((one) => one !== chosen)
            .map((one) => {
              const Other = icons[one];
              return (
                <Button
                  key={one}
                  variant="default"
                  leftSection={<Other size={20} aria-hidden />}
                  onClick={() => choose(one)}
                >
                  {`${t(one)}…`}
                </Button>
              );
            })}
        </Group>
      )}
    </form>
  );
}

function Instruction({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const t = useText();
  return (
    <>
      <Textarea
        label={t('instructionOptional')}
        autosize
        minRows={2}
        maxLength={2_000}
        value={draft.instruction}
        onChange={(event) => onChange({ instruction: event.currentTarget.value })}
      />
      <Radio.Group
        label={t('nature')}
        value={draft.nature}
        onChange={(value) => onChange({ nature: natures.find((one) => one === value) ?? 'biasa' })}
      >
        <div className={classes.checkStates}>
          {natures.map((nature) => (
            <Radio key={nature} className={classes.choice ?? ''} value={nature} label={t(natureWords[nature])} />
          ))}
        </div>
      </Radio.Group>
    </>
  );
}

interface MoreProps {
  draft: DecisionDraft;
  deadline: boolean;
  timeZone: string;
  onChange: (changes: Partial<DecisionDraft>) => void;
}

/** Rarely needed, so they open on demand. */
function MoreFields({ draft, deadline, timeZone, onChange }: MoreProps) {
  const t = useText();
  const language = useLanguage();
  const [open, { toggle }] = useDisclosure(draft.note !== '' || draft.deadlineDate !== '' || draft.agendaNumber !== '');
  return (
    <div>
      <Button variant="subtle" aria-expanded={open} onClick={toggle} px={0}>
        {t(deadline ? 'moreFields' : 'moreNotes')}
      </Button>
      <Collapse expanded={open}>
        {open && (
          <div className={classes.form}>
            {deadline && (
              <div className={classes.pair}>
                <DayInput
                  label={t('deadline')}
                  clearable
                  value={draft.deadlineDate}
                  onChange={(deadlineDate) => onChange({ deadlineDate })}
                  timeZone={timeZone}
                />
                <Select
                  label={t('deadlineTime')}
                  searchable
                  allowDeselect={false}
                  data={startTimes(draft.deadlineTime).map((time) => ({
                    value: time,
                    label: clockText(language, time),
                  }))}
                  value={draft.deadlineTime}
                  onChange={(time) => time !== null && onChange({ deadlineTime: time })}
                />
              </div>
            )}
            <Textarea
              label={t('note')}
              autosize
              minRows={2}
              maxLength={2_000}
              value={draft.note}
              onChange={(event) => onChange({ note: event.currentTarget.value })}
            />
            <TextInput
              label={t('agendaNumber')}
              maxLength={60}
              maw={320}
              value={draft.agendaNumber}
              onChange={(event) => onChange({ agendaNumber: event.currentTarget.value })}
            />
          </div>
        )}
      </Collapse>
    </div>
  );
}
