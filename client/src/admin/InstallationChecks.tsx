/** The checks of an installation: the public address, cameras, media ports; asked when shown, and again by a button. */
import { Alert, Badge, Button } from '@mantine/core';
import type { InstallationChecks as Checks } from '@sambung/contract/institution';
import { useQuery } from '@tanstack/react-query';
import { getChecks } from '../api/admin.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './admin.module.css';
import { useInstitutionText } from './institution-messages.ts';

type Check = Checks['publicAddress'];
const colours = { passed: 'green', failed: 'red', skipped: 'gray' } as const;
/** Every reason the server knows. */
const details = [
  'reached',
  'not-reached',
  'somebody-else',
  'certificate',
  'https',
  'this-machine-only',
  'needs-https',
  'answered',
  'silent',
  'media-away',
] as const;

export function InstallationChecks() {
  const t = useInstitutionText();
  const checks = useQuery({ queryKey: ['installation-checks'], queryFn: getChecks, refetchOnWindowFocus: false });
  if (checks.isPending) return <PageLoading />;
  return (
    <>
      <ProblemAlert error={checks.error} onRetry={() => checks.refetch()} />
      {checks.data && (
        <>
          {checks.data.publicUrl !== window.location.origin && (
            <Alert color="amber">{t('here', { address: window.location.origin })}</Alert>
          )}
          <ul className={classes.rows}>
            <Line name={t('publicAddress')} check={checks.data.publicAddress} />
            <Line name={t('secureContext')} check={checks.data.secureContext} />
            {checks.data.media.map((check) => (
              <Line key={check.target} name={t('media')} check={check} />
            ))}
          </ul>
        </>
      )}
      <div>
        <Button variant="default" loading={checks.isFetching} onClick={() => checks.refetch()}>
          {t('checkAgain')}
        </Button>
      </div>
    </>
  );
}

function Line({ name, check }: { name: string; check: Check }) {
  const t = useInstitutionText();
  const detail = details.find((known) => known === check.detail);
  return (
    <li>
      <div className={classes.rowMain}>
        <div className={classes.name}>{name}</div>
        <div>{detail ? t(detail) : check.detail}</div>
        <div className={classes.quiet}>{check.target}</div>
      </div>
      <Badge color={colours[check.result]}>{t(check.result)}</Badge>
    </li>
  );
}
