-- CreateTable
CREATE TABLE "HandoffChat" (
    "agentId" TEXT NOT NULL,
    "handoffId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "beganAt" TIMESTAMPTZ(3) NOT NULL,
    "carriedTo" BIGINT NOT NULL DEFAULT 0,
    "isOver" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "HandoffChat_pkey" PRIMARY KEY ("agentId")
);

-- CreateTable
CREATE TABLE "HandoffCard" (
    "handoffId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "message" TEXT,
    "shown" TEXT NOT NULL DEFAULT '',
    "leasedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "HandoffCard_pkey" PRIMARY KEY ("handoffId")
);

-- CreateIndex
CREATE INDEX "HandoffChat_handoffId_idx" ON "HandoffChat"("handoffId");

-- CreateIndex
CREATE INDEX "HandoffCard_channel_idx" ON "HandoffCard"("channel");
