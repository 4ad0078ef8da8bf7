/** What anybody sees who scans the code on a printed document: whether it is genuine and still holds. Nothing personal. */
import { Alert, Text, Title } from '@mantine/core';
import type { Proof } from '@sambung/contract/document';
import { IconAlertTriangle, IconCircleCheck, IconFlask, IconQuestionMark } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { getProof } from '../api/documents.ts';
import { hasCode } from '../api/problem.ts';
import { QueryProvider } from '../api/query.tsx';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import classes from './document.module.css';
import { useText } from './messages.ts';

export function ProofPage() {
  const t = useText();
  const { code = '' } = useParams();
  return (
    <QueryProvider>
      <PublicShell title={t('proofTitle')} width={640}>
        <Title order={1} mb="md">
          {t('proofTitle')}
        </Title>
        <Checked code={code} />
      </PublicShell>
    </QueryProvider>
  );
}

function Checked({ code }: { code: string }) {
  const t = useText();
  const proof = useQuery({ queryKey: ['proofs', code], queryFn: () => getProof(code), retry: false });
  if (proof.isPending) return <PageLoading />;
  if (hasCode(proof.error, 'not-found')) {
    return (
      <Alert role="alert" color="red" variant="light" icon={<IconQuestionMark aria-hidden />} title={t('proofUnknown')}>
        <Text c="var(--ink)">{t('proofUnknownText')}</Text>
      </Alert>
    );
  }
  if (!proof.data) return <ProblemAlert error={proof.error} onRetry={() => proof.refetch()} />;
  return <Facts proof={proof.data} />;
}

function Facts({ proof }: { proof: Proof }) {
  const t = useText();
  const language = useLanguage();
  const valid = proof.state === 'valid';
  const when = (at: string) => formatDateTime(language, at, proof.timeZone);
  const signatures = proof.signatures.map(({ side, signedAt }) => `${t(side)}, ${when(signedAt)}`);
  return (
    <>
      <Alert
        role="status"
        color={valid ? 'green' : 'red'}
        variant="light"
        icon={valid ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={t(valid ? 'proofValid' : 'proofChanged')}
      >
        <Text c="var(--ink)">
          {t(valid ? 'proofValidText' : 'proofChangedText', { institution: proof.institutionName })}
        </Text>
      </Alert>
      {proof.simulated && (
        <Alert mt="md" color="amber" variant="light" icon={<IconFlask aria-hidden />} title={t('simulated')} />
      )}
      <dl className={classes.facts}>
        <Fact label={t('institution')} value={proof.institutionName} />
        <Fact label={t('document')} value={proof.documentName[language]} />
        <Fact label={t('number')} value={proof.caseNumber} />
        <Fact label={t('issued')} value={when(proof.issuedAt)} />
        <Fact label={t('signatures')} value={signatures.length > 0 ? signatures.join(' · ') : t('noSignatures')} />
        <div>
          <dt>{t('hash')}</dt>
          <dd className={classes.hash}>{proof.contentHash}</dd>
          <dd>
            <Text size="sm">{t('hashHelp')}</Text>
          </dd>
        </div>
      </dl>
      <Text mt="lg" size="sm">
        {t('noPersonalData')}
      </Text>
    </>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
