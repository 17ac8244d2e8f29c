-- AlterTable
ALTER TABLE "Erasure" ADD COLUMN     "forgottenUntil" JSONB NOT NULL DEFAULT '{}';
