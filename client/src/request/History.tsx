/** Decisions as a disposition sheet shows them: from whom to whom, instruction, nature, deadline, note; the newest first. */
import { Paper, Text, Title } from '@mantine/core';
import type { CaseDetail, CaseStep, Nature } from '@sambung/contract/request';
import type { SopVersion } from '@sambung/contract/sop';
import type { ReactNode } from 'react';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import { decidedSteps } from './progress.ts';
import classes from './request.module.css';

const did = {
  approve: 'didApprove',
  dispose: 'didDispose',
  assign: 'didAssign',
  complete: 'didComplete',
  fail: 'didFail',
  return: 'didReturn',
  reject: 'didReject',
} as const;
const natureWords = {
  biasa: 'natureBiasa',
  segera: 'natureSegera',
  penting: 'naturePenting',
  rahasia: 'natureRahasia',
} as const satisfies Record<Nature, string>;

export function History({ request, sop }: { request: CaseDetail; sop: SopVersion | undefined }) {
  const t = useText();
  const decided = decidedSteps([...request.earlierRounds, ...request.steps]);
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="history">
      <Title order={2} id="history" mb="md">
        {t('history')}
      </Title>
      {decided.length === 0 && <Text>{t('historyEmpty')}</Text>}
      <ol className={classes.entries}>
        {decided.map((step) => (
          <Entry key={step.id} step={step} to={receivers(step, request, sop)} timeZone={request.timeZone} />
        ))}
      </ol>
    </Paper>
  );
}

/** Who the decision hands on to: the people who were put on it, else the positions of the steps that follow. */
function receivers(step: CaseStep, request: CaseDetail, sop: SopVersion | undefined): string {
  if (step.decision === 'return') return request.applicant.name;
  if (step.assignees.length > 0) return step.assignees.map(({ name }) => name).join(', ');
  const next = sop?.document.steps.find(({ key }) => key === step.key)?.next ?? [];
  const titles = request.steps.filter(({ key }) => next.includes(key)).map(({ position }) => position.title);
  return [...new Set(titles)].join(', ');
}

function Entry({ step, to, timeZone }: { step: CaseStep; to: string; timeZone: string }) {
  const t = useText();
  const language = useLanguage();
  if (step.decision === null) return null;
  return (
    <li className={classes.entry}>
      <div className={classes.entryHead}>
        <Text fw={700}>{t(did[step.decision])}</Text>
        {step.finishedAt && (
          <Text size="sm" c="dimmed">
            {formatDateTime(language, step.finishedAt, timeZone)}
          </Text>
        )}
      </div>
      <Text size="sm">{step.name[language]}</Text>
      <dl className={classes.pairs}>
        <Pair name={t('historyFrom')}>
          {step.decidedBy?.name ?? ''} <span className={classes.quiet}>{step.actingAs ?? step.position.title}</span>
        </Pair>
        {to !== '' && <Pair name={t('historyTo')}>{to}</Pair>}
        {step.instruction && <Pair name={t('historyInstruction')}>{step.instruction}</Pair>}
        {step.nature && <Pair name={t('historyNature')}>{t(natureWords[step.nature])}</Pair>}
        {step.deadlineAt && (
          <Pair name={t('historyDeadline')}>{formatDateTime(language, step.deadlineAt, timeZone)}</Pair>
        )}
        {step.agendaNumber && <Pair name={t('historyAgenda')}>{step.agendaNumber}</Pair>}
        {step.note && <Pair name={t('historyNote')}>{step.note}</Pair>}
      </dl>
    </li>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
