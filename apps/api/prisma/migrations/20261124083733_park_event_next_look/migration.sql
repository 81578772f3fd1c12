BEGIN;

-- AlterTable
ALTER TABLE "ParkedEvent" ADD COLUMN     "nextAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateIndex
CREATE INDEX "ParkedEvent_nextAt_idx" ON "ParkedEvent"("nextAt");

COMMIT;
