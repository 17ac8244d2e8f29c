-- Whose names stand in notices to others: found when a person is deleted or turns out to be another one. By hand, since
-- Prisma knows no index of an expression.
CREATE INDEX "Notice_byId_idx" ON "Notice" ((payload ->> 'byId')) WHERE payload ? 'byId';
