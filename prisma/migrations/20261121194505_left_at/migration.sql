-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "leftAt" TIMESTAMPTZ(3);
