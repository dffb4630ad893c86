import './lib/zod-setup.ts';
import './styles/app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startKeymap } from './lib/keymap.ts';
import { createQueryClient } from './lib/query-client.ts';
import { goToSignIn } from './routes/go-to-sign-in.ts';
import { createAppRouter } from './routes.tsx';
import { ToastRegion } from './ui/toast/toast.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const router = createAppRouter();
const queryClient = createQueryClient({ onNotSignedIn: () => goToSignIn(router, queryClient) });
startKeymap();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ToastRegion>
        <RouterProvider router={router} />
      </ToastRegion>
    </QueryClientProvider>
  </StrictMode>,
);
