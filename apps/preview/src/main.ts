import { z } from 'zod';

// The page's policy forbids code made from strings, so zod must not try to; schemas look at this when they are made.
z.config({ jitless: true });

const root = document.getElementById('studio');
if (!root) throw new Error('index.html has no #studio');
const { startStudio } = await import('./start-studio.tsx');
startStudio(root);
