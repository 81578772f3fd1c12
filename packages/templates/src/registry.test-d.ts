import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { registry } from './registry.ts';

type Message = z.input<typeof registry.messageInput>;

test('callers get the exact union of templates and props', () => {
  expectTypeOf<Message>().not.toBeAny();
  expectTypeOf<Message['template']>().toEqualTypeOf<
    | 'welcome'
    | 'password-reset'
    | 'appointment-reminder'
    | 'prescription-notification'
    | 'confirm-subscription'
    | 'wellness-newsletter'
  >();
  expectTypeOf<Extract<Message, { template: 'welcome' }>['props']>().toEqualTypeOf<{
    firstName: string;
    signInUrl: string;
    careTeam?: string | undefined;
  }>();
});
