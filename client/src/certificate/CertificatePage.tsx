/** One certificate: its state, what was decided, downloads, verification, what may be done, measurements and history. */
import { Alert, Anchor, Group, Text, Title } from '@mantine/core';
import type { Certificate } from '@sambung/contract/certificate';
import { causeWords, classNames, verdictWords } from '@sambung/contract/certificate-words';
import { IconFlask } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { certificateFiles, getCertificate } from '../api/certificates.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { Acts } from './ActForm.tsx';
import { CertificateBadge } from './CertificateBadge.tsx';
import classes from './certificate.module.css';
import { Gates, Measurements } from './Measurements.tsx';
import { useText } from './messages.ts';
import { Fact } from './PublicCertificatePage.tsx';
import { Verification } from './Verification.tsx';

export function CertificatePage() {
  const t = useText();
  const { id = '' } = useParams();
  const client = useQueryClient();
  const queryKey = ['certificate', id];
  const certificate = useQuery({ queryKey, queryFn: () => getCertificate(id) });
  useDocumentTitle(certificate.data?.siteName || t('title'));
  if (certificate.isPending) return <PageLoading />;
  if (!certificate.data) return <ProblemAlert error={certificate.error} onRetry={() => certificate.refetch()} />;
  const changed = (next: Certificate) => {
    client.setQueryData(queryKey, next);
    void client.invalidateQueries({ queryKey: ['certificates'] });
  };
  return <Whole certificate={certificate.data} onChanged={changed} />;
}

function Whole({ certificate, onChanged }: { certificate: Certificate; onChanged: (next: Certificate) => void }) {
  const t = useText();
  const language = useLanguage();
  const isOfficer = useStaff().roles.some((role) => role !== 'requester');
  const { id, content, state, simulated, siteName, room, publicPath, requestId, requestNumber } = certificate;
  const { decision, rubric } = content;
  const when = (at: string) => formatDateTime(language, at, certificate.timeZone);
  const files = certificateFiles(id, language);
  return (
    <article>
      {isOfficer && (
        <Anchor component={Link} to="/certificates">
          {t('back')}
        </Anchor>
      )}
      <Title order={1} mt="sm">
        {[siteName, room].filter(Boolean).join(', ') || t('noSite')}
      </Title>
      <div className={classes.badges}>
        <CertificateBadge state={state} simulated={simulated} />
      </div>
      {simulated && (
        <Alert my="md" color="amber" variant="light" icon={<IconFlask aria-hidden />} title={t('simulated')}>
          <Text c="var(--ink)">{t('simulatedText')}</Text>
        </Alert>
      )}
      <Verification id={id} />
      <dl className={classes.facts}>
        <Fact label={t('decision')} value={verdictWords[decision.verdict]?.[language] ?? decision.verdict} />
        <Fact label={t('decidedBy')} value={decision.by.position} />
        {decision.conditions !== null && <Fact label={t('conditions')} value={decision.conditions} />}
        {decision.overrule && (
          <Fact label={t('overruled')} value={`${decision.overrule.by.position}: ${decision.overrule.reason}`} />
        )}
        {decision.note !== '' && <Fact label={t('note')} value={decision.note} />}
        <Fact label={t('class')} value={classNames[certificate.lineClass][language]} />
        <Fact label={t('issued')} value={when(certificate.issuedAt)} />
        <Fact label={t('until')} value={when(certificate.validUntil)} />
        {certificate.addresses.length > 0 && <Fact label={t('addresses')} value={certificate.addresses.join(', ')} />}
        <Fact label={t('rubric')} value={`${rubric.document.name[language]} (${rubric.key} v${rubric.version})`} />
        <div>
          <dt>{t('request')}</dt>
          <dd>
            <Anchor component={Link} to={`/requests/${requestId}`}>
              {requestNumber || '–'}
            </Anchor>
          </dd>
        </div>
      </dl>
      <section className={classes.section}>
        <Title order={2}>{t('download')}</Title>
        <Group gap="lg" mt="xs">
          <Anchor href={files.document}>{t('pdf')}</Anchor>
          {certificate.may.download && (
            <>
              <Anchor href={files.samplesCsv}>{t('samplesCsv')}</Anchor>
              <Anchor href={files.samplesJson}>{t('samplesJson')}</Anchor>
              <Anchor href={files.signed}>{t('signedFile')}</Anchor>
            </>
          )}
          <Anchor href={publicPath}>{t('publicPage')}</Anchor>
        </Group>
      </section>
      <Acts certificate={certificate} onDone={onChanged} />
      <Gates content={content} />
      <Measurements judgement={content.judgement} metrics={content.rubric.document.metrics} />
      <History certificate={certificate} />
    </article>
  );
}

function History({ certificate }: { certificate: Certificate }) {
  const t = useText();
  const language = useLanguage();
  return (
    <section className={classes.section}>
      <Title order={2}>{t('history')}</Title>
      <ol className={classes.history}>
        {certificate.history.map(({ transition, cause, reason, at, by }) => (
          <li key={`${at} ${transition} ${cause}`} className={classes.card}>
            <CertificateBadge state={transition} />
            <Text size="sm" mt={4}>
              {formatDateTime(language, at, certificate.timeZone)},{' '}
              {by === null ? t('byInstallation') : t('by', { by })}
            </Text>
            {cause !== null && <Text size="sm">{causeWords[cause][language]}</Text>}
            {reason !== '' && <Text size="sm">{reason}</Text>}
          </li>
        ))}
      </ol>
    </section>
  );
}
