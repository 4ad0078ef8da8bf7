/** On the console: what each side's page found before the call, the newest that was sent. */
import { Text } from '@mantine/core';
import type { SelfCheck } from '@sambung/contract/self-check';
import { gradeOf, judgeSelfCheck } from '@sambung/contract/self-check-judging';
import { useQuery } from '@tanstack/react-query';
import { getSelfChecks } from '../../api/http.ts';
import { formatDateTime } from '../../ui/date.ts';
import { useLanguage } from '../../ui/i18n.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import consoleClasses from '../console.module.css';
import { useText as useCallText } from '../messages.ts';
import { sides } from '../samples.ts';
import { useText } from './messages.ts';
import { adviceOf } from './report.ts';
import { Grade } from './Step.tsx';
import classes from './selfcheck.module.css';
import { findings } from './words.ts';

/** `version` changes whenever something of the call did: then it is read again. */
export function SelfChecksCard({ id, timeZone, version }: { id: string; timeZone: string; version: number }) {
  const t = useText();
  const c = useCallText();
  const query = useQuery({
    queryKey: ['test-calls', id, 'self-checks', version],
    queryFn: () => getSelfChecks(id),
    placeholderData: (before) => before,
  });
  return (
    <section className={consoleClasses.card} aria-labelledby="self-checks">
      <h2 id="self-checks" className={consoleClasses.cardTitle}>
        {t('cardTitle')}
      </h2>
      <Text c="dimmed" size="sm">
        {t('cardLead')}
      </Text>
      <ProblemAlert error={query.error} />
      {query.data &&
        sides.map((side) => <OneSide key={side} name={c(side)} check={query.data[side]} timeZone={timeZone} />)}
    </section>
  );
}

function OneSide({ name, check, timeZone }: { name: string; check: SelfCheck | null; timeZone: string }) {
  const t = useText();
  const f = findings.useText();
  const language = useLanguage();
  if (!check)
    return (
      <p className={classes.sent}>
        <strong>{name}</strong> · {t('none')}
      </p>
    );
  const steps = judgeSelfCheck(check.facts);
  return (
    <div className={classes.sent}>
      <p className={classes.reason}>
        <strong>{name}</strong> · <Grade grade={gradeOf(steps)} /> ·{' '}
        {t('sentAt', { at: formatDateTime(language, check.at, timeZone) })}
      </p>
      <ul className={classes.needs}>
        {steps
          .filter(({ grade }) => grade !== 'good')
          .map(({ step, grade, reasons }) => (
            <li key={step}>
              {f(`step_${step}`)}: {reasons.length === 0 && f(`grade_${grade}`)}
              {reasons.map((reason) => `${f(`r_${reason}`)} ${adviceOf(check.facts, reason)}`).join(' ')}
            </li>
          ))}
      </ul>
    </div>
  );
}
