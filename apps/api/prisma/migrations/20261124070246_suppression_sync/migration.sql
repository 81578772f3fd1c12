BEGIN;

-- CreateTable
CREATE TABLE "SuppressionSync" (
    "key" TEXT NOT NULL,
    "pulledUntil" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "SuppressionSync_pkey" PRIMARY KEY ("key")
);

COMMIT;
