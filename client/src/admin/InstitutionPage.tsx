/** The institution: name and zone, letterhead with logo, security, reminders, personal data. Each part is saved on its own. */
import { useQuery } from '@tanstack/react-query';
import { institutionQuery } from '../api/admin.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { AdminFrame } from './AdminFrame.tsx';
import { IdentitySection } from './IdentitySection.tsx';
import { useInstitutionText } from './institution-messages.ts';
import { LetterheadSection } from './LetterheadSection.tsx';
import { LogoSection } from './LogoSection.tsx';
import { PrivacySection } from './PrivacySection.tsx';
import { RulesSection } from './RulesSection.tsx';

export function InstitutionPage() {
  const t = useInstitutionText();
  const institution = useQuery(institutionQuery);
  return (
    <AdminFrame title={t('title')}>
      <ProblemAlert error={institution.error} onRetry={() => institution.refetch()} />
      {institution.isPending && <PageLoading />}
      {institution.data && (
        <>
          <IdentitySection institution={institution.data} />
          <LetterheadSection institution={institution.data} />
          <LogoSection institution={institution.data} />
          <RulesSection institution={institution.data} />
          <PrivacySection institution={institution.data} />
        </>
      )}
    </AdminFrame>
  );
}
