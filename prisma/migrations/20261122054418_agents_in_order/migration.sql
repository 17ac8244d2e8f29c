-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "dealtWithBy" TEXT,
ADD COLUMN     "dealtWithUntil" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Handoff" ADD COLUMN     "chatSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "HandoffChat" ADD COLUMN     "overAt" TIMESTAMPTZ(3);
