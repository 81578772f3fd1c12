import { expectTypeOf, test } from 'vitest';
import type { CarepostClient, RouterInputs, RouterOutputs } from './index.ts';
import { isCarepostError } from './index.ts';
import type { Procedures } from './procedures.ts';

type Untyped = ReturnType<typeof JSON.parse>;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** Where a type is `any`, at any depth, as paths. */
type PathsOfAny<T, At extends string> =
  IsAny<T> extends true
    ? At
    : T extends AsyncIterable<infer Item>
      ? PathsOfAny<Item, `${At}[]`>
      : T extends readonly (infer Item)[]
        ? PathsOfAny<Item, `${At}[]`>
        : T extends object
          ? { [K in keyof T & string]: PathsOfAny<T[K], `${At}.${K}`> }[keyof T & string]
          : never;

type PathsOfProcedures<T, At extends string = ''> = {
  [K in keyof T & string]: T[K] extends { type: unknown }
    ? `${At}${K}`
    : PathsOfProcedures<T[K], `${At}${K}.`>;
}[keyof T & string];

type Message = RouterInputs['emails']['send']['message'];

test('these are all procedures there are', () => {
  expectTypeOf<PathsOfProcedures<Procedures>>().toEqualTypeOf<
    | 'emails.send'
    | 'emails.sendTest'
    | 'emails.sendBatch'
    | 'emails.cancel'
    | 'emails.resend'
    | 'emails.stats'
    | 'emails.get'
    | 'emails.list'
    | 'emails.timeline'
    | 'emails.content'
    | 'emails.settleHeld'
    | 'emails.onTimeline'
    | 'audit.list'
    | 'audit.head'
    | 'recipients.export'
    | 'recipients.erase'
    | 'templates.list'
    | 'templates.get'
    | 'templates.render'
    | 'suppressions.list'
    | 'suppressions.check'
    | 'suppressions.add'
    | 'suppressions.remove'
    | 'consents.request'
    | 'consents.record'
    | 'consents.withdraw'
    | 'consents.check'
    | 'account.status'
    | 'account.pause'
    | 'account.resume'
    | 'apiKeys.create'
    | 'apiKeys.list'
    | 'apiKeys.revoke'
    | 'webhooks.create'
    | 'webhooks.list'
    | 'webhooks.get'
    | 'webhooks.update'
    | 'webhooks.delete'
    | 'webhooks.rotateSecret'
    | 'webhooks.sendTest'
    | 'webhooks.deliveries'
    | 'webhooks.replay'
    | 'webhooks.replayFailed'
  >();
});

test('nothing that a procedure takes or answers is any', () => {
  expectTypeOf<PathsOfAny<{ a: { b: Untyped }[] }, 'it'>>().toEqualTypeOf<'it.a[].b'>();
  expectTypeOf<PathsOfAny<RouterInputs, 'input'>>().toBeNever();
  expectTypeOf<PathsOfAny<RouterOutputs, 'output'>>().toBeNever();

  expectTypeOf<RouterInputs['emails']['send']>().not.toBeAny();
  expectTypeOf<RouterInputs['emails']['sendTest']>().toEqualTypeOf<{ to: string; template: string }>();
  expectTypeOf<RouterInputs['emails']['sendBatch']>().not.toBeAny();
  expectTypeOf<RouterInputs['emails']['cancel']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<RouterInputs['emails']['resend']>().toEqualTypeOf<{ ids: string[] }>();
  expectTypeOf<RouterInputs['emails']['stats']>().not.toBeAny();
  expectTypeOf<RouterInputs['emails']['get']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<RouterInputs['emails']['list']>().not.toBeAny();
  expectTypeOf<RouterInputs['emails']['timeline']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<RouterInputs['emails']['content']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<RouterInputs['emails']['onTimeline']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<RouterInputs['templates']['list']>().not.toBeAny();
  expectTypeOf<RouterInputs['templates']['get']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<RouterInputs['templates']['render']['message']>().toEqualTypeOf<Message>();
  expectTypeOf<RouterInputs['suppressions']['check']>().toEqualTypeOf<{ address: string }>();
  expectTypeOf<RouterInputs['suppressions']['remove']>().toEqualTypeOf<{
    address?: string | undefined;
    id?: string | undefined;
    scope?: 'all' | 'marketing' | undefined;
    evenThough?: 'complaint' | 'unsubscribe' | undefined;
  }>();
  expectTypeOf<RouterInputs['consents']['withdraw']>().toEqualTypeOf<{ address: string }>();
  expectTypeOf<RouterInputs['account']['status']>().not.toBeAny();
  expectTypeOf<RouterInputs['apiKeys']['create']>().not.toBeAny();
  expectTypeOf<RouterInputs['apiKeys']['list']>().not.toBeAny();
  expectTypeOf<RouterInputs['apiKeys']['revoke']>().toEqualTypeOf<{ id: string }>();
});

test('answers have their exact types', () => {
  expectTypeOf<RouterOutputs['emails']['send']['id']>().toEqualTypeOf<string>();
  expectTypeOf<RouterOutputs['emails']['send']['status']>()
    .extract<'delivered' | 'nonsense'>()
    .toEqualTypeOf<'delivered'>();
  expectTypeOf<RouterOutputs['emails']['timeline']['settled']>().toEqualTypeOf<boolean>();
  expectTypeOf<RouterOutputs['emails']['onTimeline']>().toExtend<
    AsyncIterable<RouterOutputs['emails']['timeline']>
  >();
  expectTypeOf<RouterOutputs['emails']['get']['fix']>().toEqualTypeOf<string | null>();
});

test('a message is a union, told apart by its template', () => {
  expectTypeOf<Message['template']>().toEqualTypeOf<
    | 'welcome'
    | 'password-reset'
    | 'appointment-reminder'
    | 'prescription-notification'
    | 'confirm-subscription'
    | 'wellness-newsletter'
  >();
  expectTypeOf<Extract<Message, { template: 'appointment-reminder' }>['props']>().toEqualTypeOf<{
    firstName: string;
    startsAt: string;
    mode: 'in person' | 'video';
    clinic: string;
    detailsUrl: string;
    reason?: string | undefined;
  }>();
});

test('a send with a wrong template, a wrong prop or a missing prop does not compile', () => {
  type Input = Parameters<CarepostClient['emails']['send']['mutate']>[0];
  const send = (message: Input['message']) => message;
  const firstName = 'Testina';
  const signInUrl = 'https://portal.example.com';
  const use = () => {
    send({ template: 'welcome', props: { firstName, signInUrl } });
    // @ts-expect-error: the prop is called firstName
    send({ template: 'welcome', props: { givenName: firstName, signInUrl } });
    // @ts-expect-error: signInUrl is missing
    send({ template: 'welcome', props: { firstName } });
    // @ts-expect-error: there is no such template
    send({ template: 'welcom', props: { firstName, signInUrl } });
    // @ts-expect-error: these are the props of another template
    send({ template: 'password-reset', props: { firstName, signInUrl } });
  };
  expectTypeOf(use).returns.toBeVoid();
});

test('an item of a batch is a send without what a batch does not take', () => {
  type Send = RouterInputs['emails']['send'];
  type Item = RouterInputs['emails']['sendBatch']['emails'][number];
  expectTypeOf<Item['message']>().toEqualTypeOf<Message>();
  expectTypeOf<keyof Item>().toEqualTypeOf<Exclude<keyof Send, 'attachments' | 'idempotencyKey'>>();
});

test('an error says its code, and the compiler knows all codes', () => {
  const read = (error: unknown) => {
    if (!isCarepostError(error)) return undefined;
    // @ts-expect-error: there is no such code
    if (error.data.code === 'unauthorised') return undefined;
    return error.data;
  };
  expectTypeOf(read)
    .returns.exclude<undefined>()
    .toExtend<{ code: string; message: string; field?: string; fix?: string }>();
});
