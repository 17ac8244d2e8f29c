-- "sign" read like signing a contract; what is meant is that somebody has shown to look after the renewal. Data stays as it is.
-- The trigger "Agreement_changed" follows the renamed column by itself: PostgreSQL keeps its condition by the column, not by its name.
ALTER TABLE "Agreement" RENAME COLUMN "signAt" TO "careAt";
ALTER TABLE "Agreement" RENAME COLUMN "signBy" TO "careBy";

UPDATE "Notice" SET "reason" = 'lookedAfter' WHERE "reason" = 'sign';
