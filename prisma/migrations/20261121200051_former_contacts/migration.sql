-- CreateTable
CREATE TABLE "FormerContact" (
    "id" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,

    CONSTRAINT "FormerContact_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FormerContact_contactId_idx" ON "FormerContact"("contactId");

-- AddForeignKey
ALTER TABLE "FormerContact" ADD CONSTRAINT "FormerContact_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
