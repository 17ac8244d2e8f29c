-- AlterTable
ALTER TABLE "Handoff" DROP COLUMN "carriedTo";
