BEGIN;

-- CreateTable
CREATE TABLE "Project" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DataKey" (
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "wrappedBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DataKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Email" (
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "error" TEXT,
    "onUnknown" TEXT NOT NULL,
    "fromAddress" TEXT NOT NULL,
    "fromName" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "contentHash" BYTEA,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ(3),
    "notBefore" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Email_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Recipient" (
    "emailId" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "addressIndex" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Recipient_pkey" PRIMARY KEY ("emailId","n")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "emailId" UUID NOT NULL,
    "fence" INTEGER NOT NULL,
    "projectId" UUID NOT NULL,
    "transport" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "error" TEXT,
    "providerMessageId" TEXT,
    "recipientCount" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("emailId","fence")
);

-- CreateTable
CREATE TABLE "ProviderMessage" (
    "transport" TEXT NOT NULL,
    "providerMessageId" TEXT NOT NULL,
    "emailId" UUID NOT NULL,
    "fence" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ProviderMessage_pkey" PRIMARY KEY ("providerMessageId","transport")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "emailId" UUID NOT NULL,
    "fence" INTEGER,
    "type" TEXT NOT NULL,
    "proves" TEXT,
    "providerMessageId" TEXT NOT NULL,
    "recipients" INTEGER[],
    "detail" JSONB NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ParkedEvent" (
    "id" UUID NOT NULL,
    "providerMessageId" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ParkedEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReceivedMessage" (
    "messageId" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReceivedMessage_pkey" PRIMARY KEY ("messageId")
);

-- CreateTable
CREATE TABLE "Suppression" (
    "projectId" UUID NOT NULL,
    "addressIndex" BYTEA NOT NULL,
    "scope" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "sealedAddress" BYTEA NOT NULL,
    "emailId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Suppression_pkey" PRIMARY KEY ("projectId","addressIndex","scope")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "projectId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "previousHash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("projectId","sequence")
);

-- CreateTable
CREATE TABLE "SendRate" (
    "key" TEXT NOT NULL,
    "perSecond" DOUBLE PRECISION NOT NULL,
    "tat" TIMESTAMPTZ(6) NOT NULL,
    "pausedUntil" TIMESTAMPTZ(3),
    "pauseReason" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SendRate_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "Email_projectId_id_idx" ON "Email"("projectId", "id" DESC);

-- CreateIndex
CREATE INDEX "Email_status_leaseUntil_idx" ON "Email"("status", "leaseUntil");

-- CreateIndex
CREATE INDEX "Recipient_projectId_addressIndex_emailId_idx" ON "Recipient"("projectId", "addressIndex", "emailId" DESC);

-- CreateIndex
CREATE INDEX "Event_emailId_id_idx" ON "Event"("emailId", "id");

-- CreateIndex
CREATE INDEX "ParkedEvent_providerMessageId_idx" ON "ParkedEvent"("providerMessageId");

-- CreateIndex
CREATE INDEX "ParkedEvent_receivedAt_idx" ON "ParkedEvent"("receivedAt");

-- CreateIndex
CREATE INDEX "ReceivedMessage_receivedAt_idx" ON "ReceivedMessage"("receivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE INDEX "ApiKey_projectId_idx" ON "ApiKey"("projectId");

COMMIT;
