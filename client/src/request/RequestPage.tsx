/** One request: where it stands, what to do next, decisions, the way into its meeting, its test calls, everything on record. */
import { Alert, Anchor, Button, VisuallyHidden } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';
import { caseChanged, caseQuery, sopVersionQuery } from '../api/queries.ts';
import { DecisionPanel } from '../approvals/index.ts';
import { CertificateLinks } from '../certificate/index.ts';
import { SiteProfileCard } from '../site/index.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useNow } from '../ui/use-now.ts';
import { Actions } from './Actions.tsx';
import { Attendance } from './Attendance.tsx';
import { CaseForms } from './CaseForms.tsx';
import { Deviations } from './Deviations.tsx';
import { Documents } from './Documents.tsx';
import { Head } from './Head.tsx';
import { History } from './History.tsx';
import { Holds } from './Holds.tsx';
import { LetIn } from './LetIn.tsx';
import { LineHistory } from './LineHistory.tsx';
import { MeetingCard } from './MeetingCard.tsx';
import { useText } from './messages.ts';
import { Offers } from './Offers.tsx';
import { testState } from './progress.ts';
import { Ratings } from './Ratings.tsx';
import { ReadinessList } from './ReadinessList.tsx';
import classes from './request.module.css';
import { StepList } from './StepList.tsx';
import { Summary } from './Summary.tsx';
import { TestCalls } from './TestCalls.tsx';
import { Transcript } from './Transcript.tsx';

export function RequestPage() {
  const t = useText();
  const { id = '' } = useParams();
  const request = useQuery(caseQuery(id));
  useDocumentTitle(request.data?.title || t('noRequest'));
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
      {request.data && <Request key={request.data.id} request={request.data} />}
    </>
  );
}

function Request({ request }: { request: CaseDetail }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const client = useQueryClient();
  const location = useLocation() as { state: { filed?: boolean } | null };
  const sop = useQuery(sopVersionQuery(request.sop.id, request.sop.version)).data;
  const changed = (detail: CaseDetail) => caseChanged(client, detail);
  const isDraft = request.state === 'draft';
  // The one thing to do next stands first.
  const tested = testState(request).startsWith('certified') || !request.may.openTestCall;
  const deciding = request.steps.some(({ may }) => may.length > 0);
  const testFirst = !tested && request.steps.some(({ kind, may }) => kind === 'test' && may.length > 0);
  const testCalls = request.meeting && <TestCalls request={request} primary={testFirst || (!tested && !deciding)} />;
  const asked = request.override !== null && !request.override.granted ? request.override : null;
  return (
    <CaseForms request={request} now={now} onChanged={changed}>
      <article>
        <Head request={request} now={now} filed={location.state?.filed ?? false} />
        <div className={classes.columns}>
          <div className={classes.stack}>
            {asked && isDraft && <LetIn request={request} override={asked} sop={sop} onChanged={changed} />}
            {request.warnings.length > 0 && (
              <Alert color="amber" title={t('warnings')}>
                {request.warnings.map((warning) => (
                  <div key={warning.id}>{warning[language]}</div>
                ))}
              </Alert>
            )}
            {request.offers.length > 0 && <Offers request={request} onChanged={changed} />}
            {testFirst && testCalls}
            <DecisionPanel request={request} sop={sop} quiet={testFirst} onChanged={changed} />
            {!tested && !testFirst && testCalls}
            {request.meeting && (
              <MeetingCard request={request} meeting={request.meeting} primary={tested && !deciding} />
            )}
            {tested && testCalls}
            {!isDraft && <Attendance request={request} />}
            {!isDraft && <Transcript request={request} />}
            {!isDraft && <LineHistory request={request} />}
            {!isDraft && <Ratings request={request} />}
            {request.steps.length > 0 && <StepList steps={request.steps} sop={sop} timeZone={request.timeZone} />}
            {request.deviations.length > 0 && <Deviations request={request} onChanged={changed} />}
            {!isDraft && <History request={request} sop={sop} />}
            <Actions request={request} onChanged={changed} />
          </div>
          <div className={classes.stack}>
            <Summary request={request} sop={sop} />
            {!isDraft && <CertificateLinks requestId={request.id} />}
            {!isDraft && (
              <SiteProfileCard requestId={request.id} timeZone={request.timeZone} mayInvite={request.may.attach} />
            )}
            {request.readiness && <ReadinessList readiness={request.readiness} />}
            <Documents request={request} onChanged={changed} />
            {!isDraft && <Holds request={request} />}
          </div>
        </div>
      </article>
    </CaseForms>
  );
}
