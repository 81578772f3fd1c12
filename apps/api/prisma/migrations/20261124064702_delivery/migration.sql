BEGIN;

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "perSecond" DOUBLE PRECISION,
ADD COLUMN     "tat" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "Email" ADD COLUMN     "autoResends" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "sendAt" TIMESTAMPTZ(3),
ADD COLUMN     "unknownSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "sendingPausedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ReceivedMessage" ADD COLUMN     "record" JSONB;

-- AlterTable
ALTER TABLE "SendRate" ADD COLUMN     "target" DOUBLE PRECISION,
ADD COLUMN     "throttledAt" TIMESTAMPTZ(3);

-- A rate from before is its own target until the account is read again.
UPDATE "SendRate" SET "target" = "perSecond";
ALTER TABLE "SendRate" ALTER COLUMN "target" SET NOT NULL;

-- AlterTable
ALTER TABLE "Suppression" ADD COLUMN     "removedAt" TIMESTAMPTZ(3),
ADD COLUMN     "syncedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Attachment" (
    "emailId" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "contentType" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("emailId","n")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "projectId" UUID NOT NULL,
    "keyIndex" BYTEA NOT NULL,
    "bodyHash" BYTEA NOT NULL,
    "sealedAnswer" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("projectId","keyIndex")
);

-- CreateTable
CREATE TABLE "EventChannel" (
    "key" TEXT NOT NULL,
    "aliveSince" TIMESTAMPTZ(3),
    "provenAt" TIMESTAMPTZ(3),
    "probedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EventChannel_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Consent" (
    "projectId" UUID NOT NULL,
    "addressIndex" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "sealedAddress" BYTEA NOT NULL,
    "source" TEXT NOT NULL,
    "emailId" UUID,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("projectId","addressIndex")
);

-- CreateTable
CREATE TABLE "WebhookEndpoint" (
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "eventTypes" TEXT[],
    "sealedSecrets" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "disabledAt" TIMESTAMPTZ(3),
    "disabledReason" TEXT,
    "failingSince" TIMESTAMPTZ(3),
    "pausedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookMessage" (
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "emailId" UUID,
    "data" JSONB NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WebhookMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" UUID NOT NULL,
    "endpointId" UUID NOT NULL,
    "messageId" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "deliveredAt" TIMESTAMPTZ(3),

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- CreateIndex
CREATE INDEX "WebhookEndpoint_projectId_id_idx" ON "WebhookEndpoint"("projectId", "id");

-- CreateIndex
CREATE INDEX "WebhookMessage_projectId_id_idx" ON "WebhookMessage"("projectId", "id" DESC);

-- CreateIndex
CREATE INDEX "WebhookDelivery_endpointId_id_idx" ON "WebhookDelivery"("endpointId", "id" DESC);

-- CreateIndex
CREATE INDEX "WebhookDelivery_endpointId_status_nextAt_id_idx" ON "WebhookDelivery"("endpointId", "status", "nextAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_messageId_endpointId_key" ON "WebhookDelivery"("messageId", "endpointId");

-- CreateIndex
CREATE INDEX "AuditEntry_projectId_target_idx" ON "AuditEntry"("projectId", "target");

-- CreateIndex
CREATE INDEX "Email_status_expiresAt_idx" ON "Email"("status", "expiresAt");

-- CreateIndex
CREATE INDEX "Suppression_projectId_createdAt_idx" ON "Suppression"("projectId", "createdAt" DESC);

COMMIT;
