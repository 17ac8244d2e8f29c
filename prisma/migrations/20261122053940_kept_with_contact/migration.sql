-- AlterTable
ALTER TABLE "LocalMail" ADD COLUMN     "handoffId" TEXT;

-- CreateIndex
CREATE INDEX "LocalMail_handoffId_idx" ON "LocalMail"("handoffId");
