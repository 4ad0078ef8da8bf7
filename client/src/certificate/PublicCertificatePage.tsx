/** What anybody sees who scans the code on a certificate: whether it holds, for which site, and whether its data is intact. Nothing personal. */
import { Alert, Text, Title } from '@mantine/core';
import type { PublicCertificate } from '@sambung/contract/certificate';
import { classNames } from '@sambung/contract/certificate-words';
import { IconAlertTriangle, IconCircleCheck, IconQuestionMark } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { getPublicCertificate } from '../api/certificates.ts';
import { hasCode } from '../api/problem.ts';
import { QueryProvider } from '../api/query.tsx';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import classes from './certificate.module.css';
import { useText } from './messages.ts';

export function PublicCertificatePage() {
  const t = useText();
  const { code = '' } = useParams();
  return (
    <QueryProvider>
      <PublicShell title={t('publicTitle')} width={640}>
        <Title order={1} mb="md">
          {t('publicTitle')}
        </Title>
        <Checked code={code} />
      </PublicShell>
    </QueryProvider>
  );
}

function Checked({ code }: { code: string }) {
  const t = useText();
  const queryKey = ['public-certificates', code];
  const certificate = useQuery({ queryKey, queryFn: () => getPublicCertificate(code), retry: false });
  if (certificate.isPending) return <PageLoading />;
  if (hasCode(certificate.error, 'not-found')) {
    return (
      <Alert
        role="alert"
        color="red"
        variant="light"
        icon={<IconQuestionMark aria-hidden />}
        title={t('publicUnknown')}
      >
        <Text c="var(--ink)">{t('publicUnknownText')}</Text>
      </Alert>
    );
  }
  if (!certificate.data) return <ProblemAlert error={certificate.error} onRetry={() => certificate.refetch()} />;
  return <Facts certificate={certificate.data} />;
}

const sentences = {
  valid: 'publicValid',
  conditional: 'publicConditional',
  suspended: 'publicSuspended',
  expired: 'publicExpired',
  revoked: 'publicRevoked',
} as const;

function Facts({ certificate }: { certificate: PublicCertificate }) {
  const t = useText();
  const language = useLanguage();
  const { state, intact, samples, simulated, siteName, room, timeZone } = certificate;
  const when = (at: string) => formatDateTime(language, at, timeZone);
  const holds = (state === 'valid' || state === 'conditional') && intact && !simulated;
  const color = holds ? 'green' : intact && (state === 'suspended' || simulated) ? 'amber' : 'red';
  return (
    <>
      <Alert
        role="status"
        color={color}
        variant="light"
        icon={holds ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={t(intact ? (simulated ? 'publicSimulated' : sentences[state]) : 'publicBroken')}
      >
        {simulated && <Text c="var(--ink)">{t('simulatedText')}</Text>}
        <Text c="var(--ink)">{t(intact ? (samples === 'erased' ? 'proofErased' : 'proofIntact') : 'proofBroken')}</Text>
      </Alert>
      <dl className={classes.facts}>
        <Fact label={t('institution')} value={certificate.institutionName} />
        <Fact label={t('site')} value={[siteName, room].filter(Boolean).join(', ') || t('noSite')} />
        <Fact label={t('class')} value={classNames[certificate.lineClass][language]} />
        <Fact label={t('state')} value={t(state)} />
        <Fact label={t('issued')} value={when(certificate.issuedAt)} />
        <Fact label={t('until')} value={when(certificate.validUntil)} />
      </dl>
      <Text mt="lg" size="sm">
        {t('noPersonalData')}
      </Text>
    </>
  );
}

export function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
