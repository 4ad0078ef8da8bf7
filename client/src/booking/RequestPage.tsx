/** One request: where it stands, what to do next, the way into its meeting, its test calls. */
import { Alert, Anchor, Button, Text, Title, VisuallyHidden } from '@mantine/core';
import type { RequestDetail, Staff } from '@sambung/contract/http';
import { IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { requestQuery } from '../api/queries.ts';
import { DecisionPanel } from '../approvals/index.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useNow } from '../ui/use-now.ts';
import classes from './booking.module.css';
import { MeetingCard } from './MeetingCard.tsx';
import { useText } from './messages.ts';
import { testState } from './progress.ts';
import { StateBadge } from './StateBadge.tsx';
import { Steps } from './Steps.tsx';
import { Summary } from './Summary.tsx';
import { TestCalls } from './TestCalls.tsx';

export function RequestPage() {
  const t = useText();
  const { id = '' } = useParams();
  const request = useQuery(requestQuery(id));
  useDocumentTitle(request.data?.title ?? t('noRequest'));
  return (
    <>
      <Anchor component={Link} to="/" className={classes.back}>
        <IconArrowLeft size={18} aria-hidden /> {t('backHome')}
      </Anchor>
      {request.isPending && <PageLoading />}
      {request.data === undefined && request.error !== null && (
        <>
          <VisuallyHidden component="h1">{t('noRequest')}</VisuallyHidden>
          <ProblemAlert error={request.error} onRetry={() => request.refetch()}>
            <Button component={Link} to="/" variant="default">
              {t('backHome')}
            </Button>
          </ProblemAlert>
        </>
      )}
      {request.data && <Request request={request.data} />}
    </>
  );
}

function Request({ request }: { request: RequestDetail }) {
  const t = useText();
  const staff = useStaff();
  const now = useNow();
  const location = useLocation() as { state: { submitted?: boolean } | null };
  const next = nextStep(request, staff, now);
  const ready = testState(request) === 'certified' || !request.may.openTestCall;
  // The one thing to do next stands first.
  const testCalls = request.state === 'approved' && <TestCalls request={request} primary={!ready} />;
  return (
    <article>
      {location.state?.submitted && request.state === 'submitted' && (
        <Alert role="status" color="teal" icon={<IconCheck aria-hidden />} mb="lg">
          {t('submittedNotice', { number: request.number })}
        </Alert>
      )}
      <div className={classes.head}>
        <div>
          <Text c="dimmed" fw={600}>
            {t('number', { number: request.number })}
          </Text>
          <Title order={1}>{request.title}</Title>
        </div>
        <StateBadge state={request.state} />
      </div>
      <p className={classes.next}>{t(next)}</p>
      <Steps request={request} now={now} />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <DecisionPanel request={request} />
          {request.decision && <Decision decision={request.decision} />}
          {!ready && testCalls}
          {request.meeting && <MeetingCard request={request} meeting={request.meeting} primary={ready} />}
          {ready && testCalls}
          {request.state === 'refused' && staff.roles.includes('requester') && (
            <Button component={Link} to="/requests/new" className={classes.submit}>
              {t('newAgain')}
            </Button>
          )}
          {request.state === 'submitted' && !request.may.decide && <Summary request={request} />}
        </div>
        {(request.state !== 'submitted' || request.may.decide) && <Summary request={request} />}
      </div>
    </article>
  );
}

function Decision({ decision }: { decision: NonNullable<RequestDetail['decision']> }) {
  const t = useText();
  if (decision.approved) return null;
  return (
    <Alert color="red" title={t('decisionRefused', { name: decision.decidedByName })}>
      <Text fw={600}>{t('reason')}</Text>
      <Text style={{ whiteSpace: 'pre-line' }}>{decision.reason}</Text>
    </Alert>
  );
}

function nextStep(request: RequestDetail, staff: Staff, now: number) {
  if (request.state === 'refused') return 'nextRefused';
  if (request.state === 'submitted') return request.may.decide ? 'nextDecide' : 'nextSubmitted';
  if (now > Date.parse(request.endsAt)) return 'nextOver';
  const test = testState(request);
  if (test === 'certified') return 'nextReady';
  if (test === 'open') return 'nextTesting';
  if (test === 'not-certified') return 'nextFailed';
  return staff.roles.includes('technician') ? 'nextTestYours' : 'nextTest';
}
