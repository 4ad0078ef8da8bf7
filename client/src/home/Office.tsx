/** The office frame: only for somebody signed in; everybody else is sent to sign in and brought back. */
import { Container } from '@mantine/core';
import type { SessionState, Staff } from '@sambung/contract/http';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { Duties, endSession, useAccountText } from '../account/index.ts';
import { sessionQuery } from '../api/queries.ts';
import { QueryProvider } from '../api/query.tsx';
import { dropLocalCopies } from '../booking/index.ts';
import { HelpButton } from '../help/index.ts';
import { Bell } from '../notify/index.ts';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { PageLoading } from '../ui/PageLoading.tsx';
import { PageShell } from '../ui/PageShell.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';

export function Office() {
  return (
    <QueryProvider>
      <SignedIn />
    </QueryProvider>
  );
}

function SignedIn() {
  const session = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (session.isPending) return <PageLoading />;
  if (session.data === undefined) {
    return (
      <Container size="sm" py="xl" component="main">
        <ProblemAlert error={session.error} onRetry={() => session.refetch()} />
      </Container>
    );
  }
  if (session.data.staff === null) {
    const to = pathname === '/' ? '' : `?to=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/login${to}`} replace />;
  }
  return <Frame staff={session.data.staff} demo={session.data.demo} />;
}

/** While a duty is due, every address shows the duty. */
function helpOfDuty(duty: Staff['duties'][number] | undefined) {
  if (duty === undefined) return undefined;
  return duty === 'change-password' ? 'new-password' : 'account';
}

function Frame({ staff, demo }: { staff: NonNullable<SessionState['staff']>; demo: boolean }) {
  const t = useText();
  const account = useAccountText();
  const navigate = useNavigate();
  const office = staff.roles.some((role) => role !== 'requester');
  const leave = useMutation({
    mutationFn: async () => {
      await endSession();
      dropLocalCopies();
    },
    onSuccess: () => navigate('/login', { replace: true }),
  });
  const nav =
    staff.duties.length > 0
      ? []
      : [
          { to: '/', label: t('home') },
          ...(office ? [{ to: '/tasks', label: t('tasks') }] : []),
          { to: '/requests', label: t('requests') },
          { to: '/requests/new', label: t(staff.roles.includes('requester') ? 'newRequest' : 'register') },
          { to: '/schedule', label: t('schedule') },
          ...(office ? [{ to: '/reports', label: t('reports') }] : []),
          ...(staff.roles.includes('admin') ? [{ to: '/admin', label: t('admin') }] : []),
          { to: '/join', label: t('join') },
        ];
  const roles = staff.roles.map((role) => account(role)).join(', ');
  return (
    <PageShell
      nav={nav}
      person={{ name: staff.name, roles, institution: staff.institution.name }}
      signOutLabel={account('signOut')}
      account={{ to: '/account', label: account('ownAccount') }}
      menuLabel={account('personMenu')}
      navLabel={t('navName')}
      onSignOut={() => leave.mutate()}
      demo={demo}
      tools={
        <>
          <HelpButton roles={staff.roles} topic={helpOfDuty(staff.duties[0])} />
          <Bell />
        </>
      }
    >
      <ProblemAlert error={leave.error} onRetry={() => leave.mutate()} />
      <ErrorBoundary>{staff.duties.length > 0 ? <Duties staff={staff} /> : <Outlet />}</ErrorBoundary>
    </PageShell>
  );
}
