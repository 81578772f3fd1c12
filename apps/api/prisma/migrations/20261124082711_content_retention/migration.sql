BEGIN;

-- AlterTable
ALTER TABLE "Email" ADD COLUMN     "contentErasedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Email_contentErasedAt_id_idx" ON "Email"("contentErasedAt", "id");

COMMIT;
