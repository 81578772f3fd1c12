import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { idOf, nameOf } from '../loggable.ts';
import { simulatorCredentials } from '../simulator-credentials.ts';
import { createSnsReceiver } from './receive-sns.ts';
import { SnsRefusedError } from './verify-sns.ts';

const LONG_POLL_SECONDS = 20;
const AFTER_FAILURE_MS = 5_000;

export type SqsConsumer = { stop(): Promise<void> };

/**
 * Reads events from the SQS queue that is subscribed to the SNS topic; undefined when none is configured. A message is
 * deleted once its event is in the database; one that could not be stored stays, and the queue's redrive policy has the
 * last word on it. Its age does not matter: SQS keeps messages for days, and each SNS message counts once.
 */
export function startSqsConsumer(context: Context): SqsConsumer | undefined {
  const { config, logger } = context;
  const queueUrl = config.sesEventsQueueUrl;
  if (!queueUrl) return undefined;
  const client = new SQSClient(clientOptions(config));
  const receive = createSnsReceiver(context, { anyAge: true });
  const stopping = new AbortController();

  async function takeIn(message: Message): Promise<{ Id: string; ReceiptHandle: string } | undefined> {
    const { MessageId, ReceiptHandle, Body } = message;
    if (!MessageId || !ReceiptHandle) return undefined;
    try {
      await receive(parseJson(Body));
    } catch (error) {
      if (error instanceof SnsRefusedError) {
        logger.warn(
          { sqsMessageId: idOf(MessageId), reason: error.reason },
          'A message of the events queue was refused',
        );
      } else {
        logger.error(
          { sqsMessageId: idOf(MessageId), error: nameOf(error) },
          'An event could not be stored; the queue will repeat it',
        );
      }
      return undefined;
    }
    return { Id: MessageId, ReceiptHandle };
  }

  async function poll(): Promise<void> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: LONG_POLL_SECONDS,
      }),
      { abortSignal: stopping.signal },
    );
    const taken = (await Promise.all(Messages.map(takeIn))).filter((entry) => entry !== undefined);
    if (taken.length === 0) return;
    // What is not deleted comes again, and is known by its MessageId then.
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: taken }));
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await poll();
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.warn({ error: nameOf(error) }, 'The events queue cannot be read and is tried again');
        await wait(AFTER_FAILURE_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      client.destroy();
    },
  };
}

function clientOptions({ provider }: Config): SQSClientConfig {
  switch (provider.kind) {
    case 'simulator':
      return { region: provider.region, endpoint: provider.url, credentials: simulatorCredentials };
    case 'ses':
      return {
        region: provider.region,
        ...(provider.credentials ? { credentials: provider.credentials } : {}),
      };
    case 'smtp': {
      const { ses } = provider;
      return ses ? { region: ses.region, ...(ses.credentials ? { credentials: ses.credentials } : {}) } : {};
    }
    default:
      return provider satisfies never;
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
