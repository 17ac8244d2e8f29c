-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "saidAt" TIMESTAMPTZ(3);
