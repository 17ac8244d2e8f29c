-- AlterTable
ALTER TABLE "Agreement" ADD COLUMN     "claimedAt" TIMESTAMPTZ(3),
ADD COLUMN     "claimedBy" TEXT,
ADD COLUMN     "inCharge" TEXT,
ADD COLUMN     "lookAt" TIMESTAMPTZ(3),
ADD COLUMN     "previousExpiresOn" DATE,
ADD COLUMN     "refutedAt" TIMESTAMPTZ(3),
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "signAt" TIMESTAMPTZ(3),
ADD COLUMN     "signBy" TEXT,
ADD COLUMN     "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "Contact" ADD COLUMN     "mailDeadAt" TIMESTAMPTZ(3),
ADD COLUMN     "mailDeadCause" TEXT,
ADD COLUMN     "remindersSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "busyUntil" TIMESTAMPTZ(3),
ADD COLUMN     "deadAt" TIMESTAMPTZ(3),
ADD COLUMN     "deadCause" TEXT,
ADD COLUMN     "heardAt" TIMESTAMPTZ(3),
ADD COLUMN     "isDirect" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "noticeId" TEXT,
ADD COLUMN     "tenant" TEXT;

-- AlterTable
ALTER TABLE "ImportRow" ADD COLUMN     "canton" TEXT,
ADD COLUMN     "noticeDays" TEXT;

-- AlterTable
ALTER TABLE "Partner" ADD COLUMN     "canton" TEXT,
ADD COLUMN     "noticeDays" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

-- CreateTable
CREATE TABLE "Notice" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "cycle" TEXT NOT NULL,
    "milestone" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "messageId" TEXT,
    "spokenOn" DATE,
    "token" TEXT,
    "leasedUntil" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "route" TEXT,
    "conversationId" TEXT,
    "activityId" TEXT,
    "sentAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Pace" (
    "key" TEXT NOT NULL,
    "freeAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Pace_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "Notice_state_dueAt_idx" ON "Notice"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Notice_messageId_idx" ON "Notice"("messageId");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_subject_cycle_milestone_contactId_key" ON "Notice"("subject", "cycle", "milestone", "contactId");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_contactId_spokenOn_key" ON "Notice"("contactId", "spokenOn");

-- CreateIndex
CREATE INDEX "Agreement_lookAt_idx" ON "Agreement"("lookAt");

-- What was known before counts from when it was written: nothing is said of days gone by.
UPDATE "Agreement" SET "since" = "updatedAt";
UPDATE "Contact" SET "remindersSince" = "updatedAt" WHERE "mayWriteFirst";

-- Whatever a plan depends on may change through a turn, a list, an agent or a deletion. The database itself notes that
-- the planner must look again, so that no path can forget it (docs/decisions/012).
-- The rows are locked even where they are to be looked at anyway: a planner that has them decides on what was before, and
-- one that comes during this transaction leaves them to the next tick.
CREATE FUNCTION lotse_look_again(partners TEXT[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "Agreement" WHERE "partnerId" = ANY(partners) ORDER BY "partnerId" FOR NO KEY UPDATE;
  UPDATE "Agreement" SET "lookAt" = NULL WHERE "partnerId" = ANY(partners) AND "lookAt" IS NOT NULL;
END $$;

CREATE FUNCTION lotse_contact_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lotse_look_again(ARRAY(SELECT "partnerId" FROM "Membership" WHERE "contactId" = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER "Contact_changed" AFTER UPDATE ON "Contact" FOR EACH ROW
  WHEN ((OLD."mayWriteFirst", OLD."remindersSince", OLD."timeZone", OLD."verifiedAt", OLD."mailDeadAt") IS DISTINCT FROM (NEW."mayWriteFirst", NEW."remindersSince", NEW."timeZone", NEW."verifiedAt", NEW."mailDeadAt"))
  EXECUTE FUNCTION lotse_contact_changed();

CREATE FUNCTION lotse_route_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lotse_look_again(ARRAY(SELECT "partnerId" FROM "Membership" WHERE "contactId" = NEW."contactId"));
  RETURN NULL;
END $$;
CREATE FUNCTION lotse_route_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lotse_look_again(ARRAY(SELECT "partnerId" FROM "Membership" WHERE "contactId" = OLD."contactId"));
  RETURN NULL;
END $$;
CREATE TRIGGER "Conversation_gone" AFTER DELETE ON "Conversation" FOR EACH ROW EXECUTE FUNCTION lotse_route_gone();
CREATE TRIGGER "Conversation_begun" AFTER INSERT ON "Conversation" FOR EACH ROW EXECUTE FUNCTION lotse_route_changed();
CREATE TRIGGER "Conversation_changed" AFTER UPDATE ON "Conversation" FOR EACH ROW
  WHEN (OLD."contactId" <> NEW."contactId" OR (OLD."deadAt" IS NULL) <> (NEW."deadAt" IS NULL) OR OLD."isDirect" <> NEW."isDirect" OR (OLD."heardAt" IS NULL) <> (NEW."heardAt" IS NULL))
  EXECUTE FUNCTION lotse_route_changed();

CREATE FUNCTION lotse_members_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lotse_look_again(ARRAY(SELECT DISTINCT "partnerId" FROM fresh));
  RETURN NULL;
END $$;
CREATE TRIGGER "Membership_joined" AFTER INSERT ON "Membership" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION lotse_members_joined();
CREATE TRIGGER "Membership_changed" AFTER UPDATE ON "Membership" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION lotse_members_joined();
CREATE TRIGGER "Membership_left" AFTER DELETE ON "Membership" REFERENCING OLD TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION lotse_members_joined();

CREATE FUNCTION lotse_partner_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lotse_look_again(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER "Partner_changed" AFTER UPDATE ON "Partner" FOR EACH ROW
  WHEN ((OLD.canton, OLD.country, OLD."noticeDays") IS DISTINCT FROM (NEW.canton, NEW.country, NEW."noticeDays"))
  EXECUTE FUNCTION lotse_partner_changed();

CREATE FUNCTION lotse_agreement_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."lookAt" := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER "Agreement_changed" BEFORE UPDATE ON "Agreement" FOR EACH ROW
  WHEN ((OLD."expiresOn", OLD."claimedAt", OLD."refutedAt", OLD."signAt", OLD."inCharge") IS DISTINCT FROM (NEW."expiresOn", NEW."claimedAt", NEW."refutedAt", NEW."signAt", NEW."inCharge"))
  EXECUTE FUNCTION lotse_agreement_changed();
