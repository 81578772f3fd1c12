import type { SesEventType } from '@carepost/contracts';
import { z } from 'zod';
import { suppressionReason } from '../suppression/suppression-list.ts';

/** Each option as the API writes it, so that what was put is what is read. Source: Amazon SES API v2 reference. */
export const configurationSetOptions = {
  DeliveryOptions: z.looseObject({
    TlsPolicy: z.enum(['REQUIRE', 'OPTIONAL']).optional(),
    SendingPoolName: z.string().optional(),
    MaxDeliverySeconds: z.int().min(300).max(50_400).optional(),
  }),
  ReputationOptions: z.looseObject({ ReputationMetricsEnabled: z.boolean().optional() }),
  SendingOptions: z.looseObject({ SendingEnabled: z.boolean().optional() }),
  SuppressionOptions: z.looseObject({ SuppressedReasons: z.array(suppressionReason).optional() }),
  TrackingOptions: z.looseObject({
    CustomRedirectDomain: z.string().optional(),
    HttpsPolicy: z.enum(['REQUIRE', 'REQUIRE_OPEN_ONLY', 'OPTIONAL']).optional(),
  }),
  VdmOptions: z.looseObject({}),
  ArchivingOptions: z.looseObject({}),
} as const;

export const configurationSetInput = z.looseObject({
  ConfigurationSetName: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  DeliveryOptions: configurationSetOptions.DeliveryOptions.optional(),
  ReputationOptions: configurationSetOptions.ReputationOptions.optional(),
  SendingOptions: configurationSetOptions.SendingOptions.optional(),
  SuppressionOptions: configurationSetOptions.SuppressionOptions.optional(),
  TrackingOptions: configurationSetOptions.TrackingOptions.optional(),
  VdmOptions: configurationSetOptions.VdmOptions.optional(),
  ArchivingOptions: configurationSetOptions.ArchivingOptions.optional(),
  Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string() })).optional(),
});

export const eventDestinationInput = z.looseObject({
  Enabled: z.boolean().optional(),
  MatchingEventTypes: z
    .array(
      z.enum([
        'SEND',
        'REJECT',
        'BOUNCE',
        'COMPLAINT',
        'DELIVERY',
        'OPEN',
        'CLICK',
        'RENDERING_FAILURE',
        'DELIVERY_DELAY',
        'SUBSCRIPTION',
      ]),
    )
    .optional(),
  SnsDestination: z.looseObject({ TopicArn: z.string() }).optional(),
});
export type EventDestination = z.infer<typeof eventDestinationInput>;
type ApiEventType = NonNullable<EventDestination['MatchingEventTypes']>[number];

/** How the API calls the event types of records. */
export const apiEventType: Readonly<Record<SesEventType, ApiEventType>> = {
  Send: 'SEND',
  Reject: 'REJECT',
  Bounce: 'BOUNCE',
  Complaint: 'COMPLAINT',
  Delivery: 'DELIVERY',
  Open: 'OPEN',
  Click: 'CLICK',
  'Rendering Failure': 'RENDERING_FAILURE',
  DeliveryDelay: 'DELIVERY_DELAY',
  Subscription: 'SUBSCRIPTION',
};

export type ConfigurationSet = z.infer<typeof configurationSetInput> & {
  readonly destinations: Map<string, EventDestination>;
};
