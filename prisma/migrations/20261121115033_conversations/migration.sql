-- CreateTable
CREATE TABLE "Conversation" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Turn" (
    "conversationId" TEXT NOT NULL,
    "activityId" TEXT NOT NULL,
    "serviceUrl" TEXT,
    "replies" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "takenAt" TIMESTAMPTZ(3),

    CONSTRAINT "Turn_pkey" PRIMARY KEY ("conversationId","activityId")
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "contact" TEXT NOT NULL,
    "procedure" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "textVersion" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebchatConversation" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WebchatConversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebchatActivity" (
    "watermark" BIGSERIAL NOT NULL,
    "conversationId" TEXT NOT NULL,
    "activity" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WebchatActivity_pkey" PRIMARY KEY ("watermark")
);

-- CreateTable
CREATE TABLE "LocalMail" (
    "id" BIGSERIAL NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "attachments" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LocalMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Memory" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Memory_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "Turn_at_idx" ON "Turn"("at");

-- CreateIndex
CREATE INDEX "Consent_conversationId_idx" ON "Consent"("conversationId");

-- CreateIndex
CREATE INDEX "WebchatActivity_conversationId_watermark_idx" ON "WebchatActivity"("conversationId", "watermark");

-- CreateIndex
CREATE INDEX "WebchatActivity_at_idx" ON "WebchatActivity"("at");
