/** The certificates of a request's test calls, where there are some: state, until when, and the way to each. */
import { Anchor, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getCertificatesOf } from '../api/certificates.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { CertificateBadge } from './CertificateBadge.tsx';
import classes from './certificate.module.css';
import { useText } from './messages.ts';

export function CertificateLinks({ requestId }: { requestId: string }) {
  const t = useText();
  const language = useLanguage();
  const certificates = useQuery({
    queryKey: ['certificates', 'of-request', requestId],
    queryFn: () => getCertificatesOf(requestId),
  });
  if (!certificates.data || certificates.data.length === 0) return null;
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby="certificates">
      <Title order={2} id="certificates" mb="xs">
        {t('title')}
      </Title>
      <ul className={classes.history}>
        {certificates.data.map(({ id, state, simulated, siteName, room, validUntil, timeZone }) => (
          <li key={id}>
            <Anchor component={Link} to={`/certificates/${id}`} fw={600}>
              {[siteName, room].filter(Boolean).join(', ') || t('noSite')}
            </Anchor>
            <div className={classes.badges}>
              <CertificateBadge state={state} simulated={simulated} />
            </div>
            <Text size="sm" c="dimmed">
              {t('until')}: {formatDateTime(language, validUntil, timeZone)}
            </Text>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
