-- Few turns are unsent, and few tell people of support of a handoff (prisma/unsentTurns.ts): both are found without reading
-- all the others, and turns of contacts cost nothing more where they are written. By hand, since Prisma leaves partial indexes alone.
CREATE INDEX "Turn_unsent_idx" ON "Turn" (at) WHERE "sentAt" IS NULL;
CREATE INDEX "Turn_carried_idx" ON "Turn" ("activityId" text_pattern_ops) WHERE split_part("activityId", '|', 1) IN ('queue', 'head', 'carry', 'fate');
