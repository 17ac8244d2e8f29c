-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "address" TEXT,
ADD COLUMN     "contactId" TEXT;

-- CreateTable
CREATE TABLE "Contact" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 0,
    "language" TEXT,
    "name" TEXT,
    "email" TEXT,
    "emailKey" TEXT,
    "emailFrom" TEXT,
    "verifiedAt" TIMESTAMPTZ(3),
    "timeZone" TEXT NOT NULL DEFAULT 'Europe/Zurich',
    "mayWriteFirst" BOOLEAN,
    "failedCodes" INTEGER NOT NULL DEFAULT 0,
    "lockedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Partner" (
    "id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "country" TEXT,
    "customerNumber" TEXT,
    "listedNumber" TEXT,
    "signatoryName" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "contactId" TEXT NOT NULL,
    "partnerId" TEXT NOT NULL,
    "isSignatory" BOOLEAN,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("contactId","partnerId")
);

-- CreateTable
CREATE TABLE "Agreement" (
    "partnerId" TEXT NOT NULL,
    "expiresOn" DATE NOT NULL,
    "from" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Agreement_pkey" PRIMARY KEY ("partnerId")
);

-- CreateTable
CREATE TABLE "Challenge" (
    "id" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailKey" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Challenge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CodeTry" (
    "challengeId" TEXT NOT NULL,
    "activityId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CodeTry_pkey" PRIMARY KEY ("challengeId","activityId")
);

-- CreateTable
CREATE TABLE "CodeMail" (
    "activityId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "addressKey" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CodeMail_pkey" PRIMARY KEY ("activityId")
);

-- CreateTable
CREATE TABLE "QueuedMail" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "conversationId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "leasedUntil" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "toldAt" TIMESTAMPTZ(3),

    CONSTRAINT "QueuedMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Erasure" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "counts" JSONB NOT NULL,
    "addressKeys" TEXT[],
    "conversationId" TEXT,

    CONSTRAINT "Erasure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportRow" (
    "importId" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "company" TEXT NOT NULL,
    "customerNumber" TEXT NOT NULL,
    "country" TEXT,
    "name" TEXT,
    "email" TEXT NOT NULL,
    "emailKey" TEXT NOT NULL,
    "language" TEXT,
    "isSignatory" BOOLEAN,
    "expiresOn" DATE,
    "addressKey" TEXT NOT NULL,

    CONSTRAINT "ImportRow_pkey" PRIMARY KEY ("importId","line")
);

-- CreateIndex
CREATE UNIQUE INDEX "Contact_emailKey_key" ON "Contact"("emailKey");

-- CreateIndex
CREATE INDEX "Contact_updatedAt_idx" ON "Contact"("updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Partner_listedNumber_key" ON "Partner"("listedNumber");

-- CreateIndex
CREATE INDEX "Membership_partnerId_idx" ON "Membership"("partnerId");

-- CreateIndex
CREATE INDEX "Agreement_expiresOn_idx" ON "Agreement"("expiresOn");

-- CreateIndex
CREATE INDEX "Challenge_contactId_idx" ON "Challenge"("contactId");

-- CreateIndex
CREATE INDEX "Challenge_createdAt_idx" ON "Challenge"("createdAt");

-- CreateIndex
CREATE INDEX "CodeTry_at_idx" ON "CodeTry"("at");

-- CreateIndex
CREATE INDEX "CodeMail_at_idx" ON "CodeMail"("at");

-- CreateIndex
CREATE INDEX "CodeMail_contactId_at_idx" ON "CodeMail"("contactId", "at");

-- CreateIndex
CREATE INDEX "CodeMail_addressKey_at_idx" ON "CodeMail"("addressKey", "at");

-- CreateIndex
CREATE INDEX "QueuedMail_outcome_dueAt_idx" ON "QueuedMail"("outcome", "dueAt");

-- CreateIndex
CREATE INDEX "Conversation_contactId_idx" ON "Conversation"("contactId");

-- CreateIndex
CREATE INDEX "Conversation_updatedAt_idx" ON "Conversation"("updatedAt");

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_partnerId_fkey" FOREIGN KEY ("partnerId") REFERENCES "Partner"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_partnerId_fkey" FOREIGN KEY ("partnerId") REFERENCES "Partner"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What earlier versions kept: each conversation gets a contact of its own. Its state stays as it is in both, and is taken apart at the next turn:
-- words that people typed may hold what PostgreSQL's JSON does not take.
UPDATE "Conversation" c SET "contactId" = gen_random_uuid()::text, "address" = COALESCE((
    SELECT jsonb_build_object('channel', split_part(c.id, '|', 1), 'serviceUrl', t."serviceUrl", 'conversation', substr(c.id, strpos(c.id, '|') + 1), 'bot', 'lotse', 'contact', '')::text FROM "Turn" t
    WHERE t."conversationId" = c.id AND t."serviceUrl" IS NOT NULL ORDER BY t.at DESC LIMIT 1), jsonb_build_object('conversation', substr(c.id, strpos(c.id, '|') + 1))::text);
INSERT INTO "Contact" (id, state, version, language, "updatedAt")
    SELECT "contactId", state, 1, substring(state from '"language":"([a-z]{2})"'), "updatedAt" FROM "Conversation";
-- Who agreed to something was named by the channel; now it is the contact, whom an export and a deletion find.
UPDATE "Consent" s SET contact = COALESCE((SELECT c."contactId" FROM "Conversation" c WHERE c.id = s."conversationId"), '');
UPDATE "Consent" SET "conversationId" = '' WHERE contact = '';

-- AlterTable
ALTER TABLE "Conversation" ALTER COLUMN "address" SET NOT NULL,
ALTER COLUMN "contactId" SET NOT NULL;

-- AlterTable
ALTER TABLE "Turn" DROP COLUMN "serviceUrl";
