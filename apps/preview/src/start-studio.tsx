import './design/layers.css';
import '@mantine/core/styles.layer.css';
import './design/base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createApiClient } from './api/create-api-client.ts';
import { createQueryClient } from './api/create-query-client.ts';
import { TRPCProvider } from './api/trpc.ts';
import { resolveTokens, theme } from './design/theme.ts';
import { Studio } from './studio.tsx';

/** Puts the studio into an element of the page. */
export function startStudio(element: HTMLElement): void {
  const queryClient = createQueryClient();
  const client = createApiClient();
  createRoot(element).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={resolveTokens} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <TRPCProvider trpcClient={client} queryClient={queryClient}>
            <Studio />
          </TRPCProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
