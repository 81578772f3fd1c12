import { isCarepostError } from '@carepost/client';
import { useMutation } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { carepost } from './carepost.ts';
import { EmailTimeline } from './email-timeline.tsx';

/** Books an appointment and reminds the patient of it. */
export function BookAppointment() {
  const send = useMutation(carepost.emails.send.mutationOptions());

  const book = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '');
    send.mutate({
      to: field('email'),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      message: {
        template: 'appointment-reminder',
        props: {
          firstName: field('firstName'),
          startsAt: new Date(field('startsAt')).toISOString(),
          mode: field('mode') === 'video' ? 'video' : 'in person',
          clinic: 'Lakeside Example Clinic',
          detailsUrl: 'https://portal.example.com/appointments/4711',
        },
      },
    });
  };

  return (
    <main>
      <h1>Book an appointment</h1>
      <form onSubmit={book}>
        <label>
          First name
          <input name="firstName" autoComplete="given-name" defaultValue="Testina" required maxLength={100} />
        </label>
        <label>
          Email address
          <input name="email" type="email" autoComplete="email" defaultValue="testina@example.com" required />
        </label>
        <label>
          Day and time
          <input name="startsAt" type="datetime-local" defaultValue={inAWeek()} required />
        </label>
        <fieldset>
          <legend>How would you like to be seen?</legend>
          <label>
            <input type="radio" name="mode" value="in person" defaultChecked /> In person
          </label>
          <label>
            <input type="radio" name="mode" value="video" /> By video
          </label>
        </fieldset>
        <button type="submit" disabled={send.isPending}>
          {send.isPending ? 'Booking…' : 'Book'}
        </button>
      </form>
      <div role="alert">{send.error && <p className="problem">{explain(send.error)}</p>}</div>
      {send.data && <EmailTimeline key={send.data.id} id={send.data.id} />}
    </main>
  );
}

function explain(error: unknown): string {
  if (!isCarepostError(error)) return 'The reminder could not be sent: the email service does not answer.';
  return [error.data.message, error.data.fix].filter(Boolean).join(' ');
}

// As `datetime-local` wants it: local time without a zone.
function inAWeek(): string {
  const date = new Date();
  date.setDate(date.getDate() + 7);
  date.setHours(9, 30, 0, 0);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
