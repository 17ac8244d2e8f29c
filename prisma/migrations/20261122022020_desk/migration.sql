-- CreateTable
CREATE TABLE "WalkStep" (
    "id" BIGSERIAL NOT NULL,
    "walkId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "procedure" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "problem" TEXT,
    "language" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WalkStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Misunderstanding" (
    "id" BIGSERIAL NOT NULL,
    "conversationId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "procedure" TEXT,
    "step" TEXT,
    "text" TEXT NOT NULL,
    "folded" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Misunderstanding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "WalkStep_walkId_id_idx" ON "WalkStep"("walkId", "id");

-- CreateIndex
CREATE INDEX "WalkStep_contactId_idx" ON "WalkStep"("contactId");

-- CreateIndex
CREATE INDEX "WalkStep_conversationId_idx" ON "WalkStep"("conversationId");

-- CreateIndex
CREATE INDEX "WalkStep_at_idx" ON "WalkStep"("at");

-- CreateIndex
CREATE INDEX "Misunderstanding_contactId_idx" ON "Misunderstanding"("contactId");

-- CreateIndex
CREATE INDEX "Misunderstanding_at_idx" ON "Misunderstanding"("at");

-- CreateIndex
CREATE INDEX "Partner_company_id_idx" ON "Partner"("company", "id");

-- What is sought by agents: words without case, accents and Arabic spellings, found by how they begin. Expressions, which Prisma does not know of; named with their schema, since indexes are built without a search path.
CREATE FUNCTION lotse_folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(lower(words), 'àáâãäåāăąçčćèéêëēėęěìíîïīłñńňòóôõöøőùúûüűūýÿžźżšśřťďёأإآةى@._-/', 'aaaaaaaaaccceeeeeeeeiiiiilnnnooooooouuuuuuyyzzzssrtdеاااهي     ')
$$;
CREATE FUNCTION lotse_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.simple'::regconfig, public.lotse_folded(words))
$$;
CREATE FUNCTION lotse_sought(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsquery('pg_catalog.simple'::regconfig, replace(public.lotse_folded(words), ' ', ':* & ') || ':*')
$$;
CREATE INDEX "Partner_words_idx" ON "Partner" USING gin (lotse_words(company || ' ' || coalesce("customerNumber", '')));
CREATE INDEX "Contact_words_idx" ON "Contact" USING gin (lotse_words(coalesce(name, '') || ' ' || coalesce(email, ''))) WHERE email IS NOT NULL OR name IS NOT NULL;
CREATE INDEX "Saying_words_idx" ON "Saying" USING gin (lotse_words(text)) WHERE by IN ('contact', 'agent', 'note');
