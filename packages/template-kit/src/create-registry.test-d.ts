import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { appointment } from './appointment.fixture.tsx';
import { createRegistry } from './create-registry.ts';
import { type AnyTemplate, defineTemplate } from './define-template.ts';
import { link, text } from './prop-schemas.ts';

const greeting = defineTemplate({
  id: 'greeting',
  title: 'Greeting',
  description: '',
  category: 'notification',
  props: z.object({ firstName: text(), homeUrl: link().optional() }),
  subject: () => 'Hello',
  preheader: () => '',
  onUnknown: 'hold',
  component: () => null,
  fixtures: { typical: { firstName: 'Testina' } },
});
const registry = createRegistry([appointment, greeting]);
type Message = z.input<typeof registry.messageInput>;

test('the message input is the exact union of ids and props', () => {
  expectTypeOf<Message>().not.toBeAny();
  expectTypeOf<Message['template']>().toEqualTypeOf<'appointment' | 'greeting'>();
  expectTypeOf<Extract<Message, { template: 'greeting' }>['props']>().toEqualTypeOf<{
    firstName: string;
    homeUrl?: string | undefined;
  }>();
  expectTypeOf<Extract<Message, { template: 'appointment' }>['props']['mode']>().toEqualTypeOf<
    'in person' | 'video'
  >();
  expectTypeOf<Extract<Message, { template: 'appointment' }>['props']['firstName']>().not.toBeAny();
  expectTypeOf<{ template: 'greeting'; props: { firstName: string } }>().toExtend<Message>();
  expectTypeOf<{ template: 'greeting'; props: { name: string } }>().not.toExtend<Message>();
  expectTypeOf<{ template: 'other'; props: { firstName: string } }>().not.toExtend<Message>();
  expectTypeOf<z.output<typeof registry.messageInput>['template']>().toEqualTypeOf<Message['template']>();
});

test('ids, all and get keep their types', () => {
  expectTypeOf(registry.ids).toEqualTypeOf<readonly ['appointment', 'greeting']>();
  expectTypeOf(registry.all[1]).toEqualTypeOf(greeting);
  expectTypeOf(registry.get('greeting')).toEqualTypeOf(greeting);
  const unknownId: string = 'greeting';
  expectTypeOf(registry.get(unknownId)).toEqualTypeOf<typeof appointment | typeof greeting | undefined>();
});

test('any template is an AnyTemplate', () => {
  expectTypeOf(appointment).toExtend<AnyTemplate>();
  expectTypeOf<(typeof registry.all)[number]>().toExtend<AnyTemplate>();
});
