/** Entry of the client: styles, theme, the frames' help, routes. */
import './page.css';
import '@fontsource-variable/plus-jakarta-sans/wght.css';
import '@mantine/core/styles.layer.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HelpButton } from './help/index.ts';
import { AppRoutes } from './routes.tsx';
import { cssVariables, theme } from './theme.ts';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { HelpSlot } from './ui/help-slot.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <ErrorBoundary>
        <HelpSlot value={<HelpButton />}>
          <AppRoutes />
        </HelpSlot>
      </ErrorBoundary>
    </MantineProvider>
  </StrictMode>,
);
