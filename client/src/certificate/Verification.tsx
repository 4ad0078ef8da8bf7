/** Verifies a certificate at a click and names whatever is no longer as it was signed. */
import { Alert, Button, Text } from '@mantine/core';
import { findingText } from '@sambung/contract/certificate-words';
import { IconAlertTriangle, IconCircleCheck, IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getVerification } from '../api/certificates.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';

export function Verification({ id }: { id: string }) {
  const t = useText();
  const language = useLanguage();
  const verifying = useMutation({ mutationFn: () => getVerification(id) });
  const found = verifying.data;
  return (
    <div>
      <Button
        leftSection={<IconShieldCheck size={20} aria-hidden />}
        loading={verifying.isPending}
        onClick={() => verifying.mutate()}
      >
        {t('verify')}
      </Button>
      <ProblemAlert error={verifying.error} onRetry={() => verifying.mutate()} />
      <div role="status">
        {found?.intact && (
          <Alert mt="md" color="green" variant="light" icon={<IconCircleCheck aria-hidden />}>
            <Text c="var(--ink)">{t(found.samples === 'erased' ? 'erased' : 'intact')}</Text>
          </Alert>
        )}
        {found && !found.intact && (
          <Alert mt="md" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t('notIntact')}>
            {found.signature === 'unknown-key' && <Text c="var(--ink)">{t('unknownKey')}</Text>}
            <ul>
              {found.findings.map((finding) => (
                <li key={findingText(finding, 'en')}>
                  <Text c="var(--ink)">{findingText(finding, language)}</Text>
                </li>
              ))}
            </ul>
          </Alert>
        )}
      </div>
    </div>
  );
}
