/** The last net: a page that breaks says so and offers to reload; a chunk that a newer release replaced is told apart. */
import { Button, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useText } from './messages.ts';
import { PublicShell } from './PublicShell.tsx';

interface State {
  error: unknown;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <BrokenPage error={this.state.error} />;
  }
}

function BrokenPage({ error }: { error: unknown }) {
  const t = useText();
  const outdated = error instanceof TypeError && /import/i.test(error.message);
  const title = t(outdated ? 'updateTitle' : 'crashTitle');
  return (
    <PublicShell title={title}>
      <Stack role="alert">
        <Title order={1}>{title}</Title>
        <Text>{t(outdated ? 'updateText' : 'crashText')}</Text>
        <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
        <Button component="a" href="/" variant="default">
          {t('toHome')}
        </Button>
      </Stack>
    </PublicShell>
  );
}
