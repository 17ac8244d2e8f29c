-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "handoffId" TEXT;

-- AlterTable
ALTER TABLE "File" ADD COLUMN     "agentId" TEXT;

-- AlterTable
ALTER TABLE "Turn" ADD COLUMN     "isOnce" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "Saying" (
    "id" BIGSERIAL NOT NULL,
    "conversationId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "about" JSONB NOT NULL DEFAULT '{}',
    "agentId" TEXT,
    "handoffId" TEXT,
    "activityId" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Saying_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Handoff" (
    "id" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "partnerId" TEXT,
    "state" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "step" TEXT,
    "problem" TEXT,
    "language" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "waitingSince" TIMESTAMPTZ(3) NOT NULL,
    "agentId" TEXT,
    "via" TEXT,
    "joinedAt" TIMESTAMPTZ(3),
    "firstWordAt" TIMESTAMPTZ(3),
    "contactSaidAt" TIMESTAMPTZ(3),
    "agentSaidAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "closedBy" TEXT,
    "reason" TEXT,
    "stage" INTEGER NOT NULL DEFAULT 0,
    "lookAt" TIMESTAMPTZ(3),
    "carriedTo" BIGINT NOT NULL DEFAULT 0,
    "rating" INTEGER,
    "ratingWords" TEXT,
    "ratingAskedAt" TIMESTAMPTZ(3),
    "ratingAsks" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Handoff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Agent" (
    "id" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "firstName" TEXT NOT NULL,
    "email" TEXT,
    "roles" TEXT[],
    "languages" TEXT[],
    "topics" TEXT[],
    "capacity" INTEGER NOT NULL DEFAULT 5,
    "isAvailable" BOOLEAN NOT NULL DEFAULT false,
    "seenAt" TIMESTAMPTZ(3),
    "conversationId" TEXT,
    "removedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Agent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgentSession" (
    "idHash" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AgentSession_pkey" PRIMARY KEY ("idHash")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "agentId" TEXT,
    "agentName" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CannedAnswer" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "texts" JSONB NOT NULL,
    "updatedBy" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CannedAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Saying_conversationId_id_idx" ON "Saying"("conversationId", "id");

-- CreateIndex
CREATE INDEX "Saying_contactId_at_idx" ON "Saying"("contactId", "at");

-- CreateIndex
CREATE INDEX "Saying_at_idx" ON "Saying"("at");

-- CreateIndex
CREATE UNIQUE INDEX "Saying_conversationId_activityId_place_key" ON "Saying"("conversationId", "activityId", "place");

-- CreateIndex
CREATE INDEX "Handoff_state_waitingSince_idx" ON "Handoff"("state", "waitingSince");

-- CreateIndex
CREATE INDEX "Handoff_contactId_idx" ON "Handoff"("contactId");

-- CreateIndex
CREATE INDEX "Handoff_conversationId_idx" ON "Handoff"("conversationId");

-- CreateIndex
CREATE INDEX "Handoff_agentId_state_idx" ON "Handoff"("agentId", "state");

-- CreateIndex
CREATE INDEX "Handoff_lookAt_idx" ON "Handoff"("lookAt");

-- CreateIndex
CREATE INDEX "Handoff_askedAt_idx" ON "Handoff"("askedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Agent_tenant_subject_key" ON "Agent"("tenant", "subject");

-- CreateIndex
CREATE INDEX "AgentSession_agentId_idx" ON "AgentSession"("agentId");

-- CreateIndex
CREATE INDEX "AgentSession_expiresAt_idx" ON "AgentSession"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_hash_key" ON "AuditEntry"("hash");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "AuditEntry_kind_subject_idx" ON "AuditEntry"("kind", "subject");

-- AddForeignKey
ALTER TABLE "AgentSession" ADD CONSTRAINT "AgentSession_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
