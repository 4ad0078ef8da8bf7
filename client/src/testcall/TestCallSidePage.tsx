/** `/t/:code`: one side of a test call, host or audience. The same steps as a meeting, plus a plain word on what is measured. */
import { Alert, Button, Text } from '@mantine/core';
import type { Access } from '@sambung/contract/http';
import type { TestPlan } from '@sambung/contract/test-report';
import { IconGauge, IconStethoscope } from '@tabler/icons-react';
import { useState } from 'react';
import { useParams } from 'react-router';
import { Door, Room, type RoomProps, Stay, useStore } from '../meeting/index.ts';
import { formatRange } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import { useReporter } from './reporter.ts';
import { SitePanel } from './SitePanel.tsx';
import { SelfCheckPage } from './selfcheck/index.ts';
import { useText as useSelfCheckText } from './selfcheck/messages.ts';
import classes from './side.module.css';

export function TestCallSidePage() {
  const { code = '' } = useParams();
  return (
    <Door key={code} code={code} kind="test-call">
      {(access) => <Visit access={access} />}
    </Door>
  );
}

/** The waiting room, or the self-check in its place: never both, because both hold the devices. */
function Visit({ access }: { access: Access }) {
  const [checking, setChecking] = useState(false);
  if (checking) return <SelfCheckPage access={access} onBack={() => setChecking(false)} />;
  const lead = <Lead access={access} onCheck={() => setChecking(true)} />;
  return <Stay access={access} lead={lead} loadRoom={loadSide} />;
}

function Lead({ access, onCheck }: { access: Access; onCheck: () => void }) {
  const t = useText();
  const s = useSelfCheckText();
  const language = useLanguage();
  return (
    <>
      <Text fw={600}>
        {t('sideOf', { side: t(access.side === 'audience' ? 'audience' : 'host') })} ·{' '}
        {formatRange(language, access.startsAt, access.endsAt, access.timeZone)}
      </Text>
      <Alert mt="xs" color="teal" variant="light" icon={<IconGauge aria-hidden />} title={t('whatTitle')}>
        <Text size="sm" c="var(--ink)">
          {t('what')}
        </Text>
      </Alert>
      <Alert mt="xs" color="teal" variant="light" icon={<IconStethoscope aria-hidden />} title={s('offerTitle')}>
        <Text size="sm" c="var(--ink)">
          {s('offer')}
        </Text>
        <Button mt="sm" variant="default" onClick={onCheck}>
          {s('open')}
        </Button>
      </Alert>
    </>
  );
}

/** What the page does now, in a word for the person in front of it. Before any plan it is a talk. */
function duringOf(plan: TestPlan | null) {
  if (!plan) return 'during';
  if (plan.phase === 'real') return plan.loop === 'off' ? 'during' : 'during_loop';
  return `during_${plan.phase}` as const;
}

/** Here with the page: who tests has come to be inside. */
const loadSide = async () => Side;

function Side(props: RoomProps) {
  const t = useText();
  const count = useReporter(props);
  const { plan, talk } = useStore(props.session.store);
  return (
    <Room
      {...props}
      explanation={
        <p className={classes.explanation}>
          {t(duringOf(plan))} <span className={classes.count}>{t('reported', { count })}</span>
        </p>
      }
      aside={talk && <SitePanel session={props.session} talk={talk} timeZone={props.access.timeZone} />}
    />
  );
}
