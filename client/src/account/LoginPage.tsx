/** Signing in; in the demo, picking a person fills the form. */
import { Alert, Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type SessionState, signInInputSchema } from '@sambung/contract/http';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { getSetup, signIn, signOut } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { QueryProvider, queryClient } from '../api/query.tsx';
import { PrivacyNotice } from '../privacy/index.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { PublicShell } from '../ui/PublicShell.tsx';
import { DemoPeople } from './DemoPeople.tsx';
import { useDoorText } from './door-messages.ts';
import { useText } from './messages.ts';
import { SecondStepForm } from './SecondStepForm.tsx';
import { safePath } from './session.ts';

export function LoginPage() {
  return (
    <QueryProvider>
      <Login />
    </QueryProvider>
  );
}

function Login() {
  const t = useText();
  const [query] = useSearchParams();
  const session = useQuery(sessionQuery);
  const setup = useQuery({ queryKey: ['setup'], queryFn: getSetup });
  const to = safePath(query.get('to'));
  if (session.data?.staff) return <Navigate to={to} replace />;
  return (
    <PublicShell title={t('signInTitle')} demo={session.data?.demo ?? false}>
      <Stack gap="lg">
        <div>
          <Title order={1}>{t('signInTitle')}</Title>
          <Text c="dimmed" mt={4}>
            {t('signInIntro')}
          </Text>
        </div>
        {session.isPending && <PageLoading />}
        <ProblemAlert error={session.error} onRetry={() => session.refetch()} />
        {setup.data?.needed && (
          <Alert color="amber" title={t('setupNeeded')}>
            <Stack gap="sm" align="flex-start">
              <Text size="sm">{t('setupNeededText')}</Text>
              <Button component="a" href="/setup">
                {t('startSetup')}
              </Button>
            </Stack>
          </Alert>
        )}
        {session.data && <Enter session={session.data} to={to} />}
        <Divider />
        <div>
          <Text fw={600}>{t('participantTitle')}</Text>
          <Text size="sm">
            {t('participantText')} <Anchor href="/join">{t('joinById')}</Anchor>.
          </Text>
        </div>
        <PrivacyNotice />
      </Stack>
    </PublicShell>
  );
}

/** The password first, then the code where one is asked for. */
function Enter({ session, to }: { session: SessionState; to: string }) {
  const navigate = useNavigate();
  function enter(state: SessionState) {
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, state);
    if (state.staff) navigate(to, { replace: true });
  }
  const back = useMutation({
    mutationFn: signOut,
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  if (session.secondStep) return <SecondStepForm onSignedIn={enter} onBack={() => back.mutate()} />;
  return <SignInForm session={session} onSignedIn={enter} />;
}

function SignInForm({ session, onSignedIn }: { session: SessionState; onSignedIn: (state: SessionState) => void }) {
  const t = useText();
  const door = useDoorText();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (signInInputSchema.shape.email.safeParse(email.trim()).success ? null : t('emailError')),
      password: (password) => (password === '' ? t('passwordError') : null),
    },
  });
  const attempt = useMutation({ mutationFn: signIn, onSuccess: onSignedIn });
  return (
    <>
      {session.demoPeople && (
        <DemoPeople
          people={session.demoPeople}
          chosen={form.values.email}
          onChoose={({ email, password }) => form.setValues({ email, password })}
        />
      )}
      <form
        noValidate
        onSubmit={form.onSubmit(({ email, password }) => attempt.mutate({ email: email.trim(), password }))}
      >
        <Stack>
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            inputMode="email"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('password')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          <ProblemAlert error={attempt.error} />
          <Button type="submit" loading={attempt.isPending} fullWidth>
            {t('signIn')}
          </Button>
          <Anchor href="/forgot">{door('forgot')}</Anchor>
        </Stack>
      </form>
    </>
  );
}
