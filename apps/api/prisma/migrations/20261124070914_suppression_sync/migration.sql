BEGIN;

-- CreateTable
CREATE TABLE "SuppressionSync" (
    "key" TEXT NOT NULL,
    "pulledUntil" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "SuppressionSync_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "Suppression_syncedAt_idx" ON "Suppression"("syncedAt");

-- CreateIndex
CREATE INDEX "Suppression_removedAt_idx" ON "Suppression"("removedAt");

COMMIT;
