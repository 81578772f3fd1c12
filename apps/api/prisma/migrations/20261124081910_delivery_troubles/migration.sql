BEGIN;

-- AlterTable
ALTER TABLE "Email" ADD COLUMN     "resentAt" TIMESTAMPTZ(3),
ADD COLUMN     "troubledSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "SendRate" DROP COLUMN "pauseReason",
DROP COLUMN "pausedUntil";

-- CreateTable
CREATE TABLE "SendPause" (
    "key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SendPause_pkey" PRIMARY KEY ("key","reason")
);

COMMIT;
