import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BookAppointment } from './book-appointment.tsx';
import { queryClient } from './carepost.ts';
import './page.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <BookAppointment />
    </QueryClientProvider>
  </StrictMode>,
);
