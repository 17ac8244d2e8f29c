-- AlterTable
ALTER TABLE "Agreement" ADD COLUMN     "listedExpiresOn" DATE;

-- What the list said where its day still stands; of days that a contact has renewed since it is not known.
UPDATE "Agreement" SET "listedExpiresOn" = "expiresOn" WHERE "from" = 'also';
