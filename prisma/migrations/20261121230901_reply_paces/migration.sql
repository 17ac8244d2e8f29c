-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "hourPaceAt" TIMESTAMPTZ(3),
ADD COLUMN     "paceAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Turn" ADD COLUMN     "said" INTEGER NOT NULL DEFAULT 0;
