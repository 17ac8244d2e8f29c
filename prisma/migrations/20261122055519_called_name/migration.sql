-- AlterTable
ALTER TABLE "Handoff" ADD COLUMN     "calledName" TEXT;
