/** What the installation finds out about itself, for admins of the institution that runs it. */

import { AdminFrame } from './AdminFrame.tsx';
import { InstallationChecks } from './InstallationChecks.tsx';
import { useInstitutionText } from './institution-messages.ts';

export function InstallationPage() {
  const t = useInstitutionText();
  return (
    <AdminFrame title={t('checks')} intro={t('checksIntro')}>
      <InstallationChecks />
    </AdminFrame>
  );
}
