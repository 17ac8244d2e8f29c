-- CreateTable
CREATE TABLE "File" (
    "id" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "activityId" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "name" TEXT,
    "contentType" TEXT,
    "size" INTEGER,
    "bytes" BYTEA,
    "source" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "leasedUntil" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "File_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "File_state_dueAt_idx" ON "File"("state", "dueAt");

-- CreateIndex
CREATE INDEX "File_contactId_at_idx" ON "File"("contactId", "at");

-- CreateIndex
CREATE INDEX "File_at_idx" ON "File"("at");

-- CreateIndex
CREATE UNIQUE INDEX "File_conversationId_activityId_place_key" ON "File"("conversationId", "activityId", "place");
