import { SESv2Client, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';

/** The real SDK client, pointed at a simulator, with one try per call. */
export function createClient(url: string, secret = 'carepost-simulator'): SESv2Client {
  return new SESv2Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'carepost-simulator', secretAccessKey: secret },
    maxAttempts: 1,
  });
}

/** A small valid SendEmail to these recipients, with anything replaced. */
export function emailTo(
  to: string | string[],
  replaced: Partial<SendEmailCommandInput> = {},
): SendEmailCommandInput {
  return {
    FromEmailAddress: 'Clinic <clinic@example.com>',
    Destination: { ToAddresses: [to].flat() },
    Content: {
      Simple: {
        Subject: { Data: 'Your appointment' },
        Body: { Text: { Data: 'See you on Friday.' }, Html: { Data: '<p>See you on Friday.</p>' } },
      },
    },
    ...replaced,
  };
}
