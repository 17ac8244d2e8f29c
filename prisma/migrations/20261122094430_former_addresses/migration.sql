-- CreateTable
CREATE TABLE "FormerAddress" (
    "emailKey" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,

    CONSTRAINT "FormerAddress_pkey" PRIMARY KEY ("emailKey")
);

-- CreateIndex
CREATE INDEX "FormerAddress_contactId_idx" ON "FormerAddress"("contactId");

-- AddForeignKey
ALTER TABLE "FormerAddress" ADD CONSTRAINT "FormerAddress_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
