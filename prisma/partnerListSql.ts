/** The statements that judge and apply a staged partner list as a whole; $1 is the import's id, $2 Lotse's time, $3 before when a contact's word must have been given to be refuted. */
import { cancelOfGoneText, moveSubjectText } from './noticeChanges';

/** Conditions on what is known (k) and what the list says (EXCLUDED). */
const KNOWN_DAYS = `CASE WHEN EXCLUDED."noticeDays" = '{}' THEN k."noticeDays" ELSE EXCLUDED."noticeDays" END`;
const SAME_DAY = `(k."expiresOn" = EXCLUDED."expiresOn")`;
const REFUTED = `(k."claimedAt" IS NOT NULL AND k."previousExpiresOn" IS NOT DISTINCT FROM EXCLUDED."expiresOn")`;

/** What the list says of each partner, each contact, each contact at a partner: the first row that says something is the one the others must agree with. */
const PARTNERS = `SELECT "customerNumber" AS number, ${first('company', 'line')}, ${first('country', '"countryLine"')}, ${first('"expiresOn"', '"dayLine"')},
    ${first('canton', '"cantonLine"')}, ${first('"noticeDays"', '"noticeLine"')}
  FROM "ImportRow" WHERE "importId" = $1 GROUP BY "customerNumber"`;
const CONTACTS = `SELECT "emailKey", ${first('email', 'line')}, ${first('name', '"nameLine"')}, ${first('language', '"languageLine"')}
  FROM "ImportRow" WHERE "importId" = $1 AND "emailKey" <> '' GROUP BY "emailKey"`;
const PAIRS = `SELECT DISTINCT ON ("customerNumber", "emailKey") "customerNumber" AS number, "emailKey", line, name, language, "isSignatory"
  FROM "ImportRow" WHERE "importId" = $1 AND "emailKey" <> '' ORDER BY "customerNumber", "emailKey", line`;
/** Whom an address of the list means: whoever has it; else whose it was until an agent corrected it (services/formerAddresses.ts). Both may stand in one list. */
const KNOWN = `SELECT id, name, language, "verifiedAt", "emailFrom", "emailKey", false AS "wasTheirs" FROM "Contact"
  UNION ALL SELECT k.id, k.name, k.language, k."verifiedAt", k."emailFrom", f."emailKey", true FROM "FormerAddress" f JOIN "Contact" k ON k.id = f."contactId"
    WHERE NOT EXISTS (SELECT FROM "Contact" o WHERE o."emailKey" = f."emailKey")`;

/** An address that was deleted at the person's own wish does not come back; what its row says of the partner counts. */
export const LEAVE_OUT_ERASED = `WITH gone AS (
    UPDATE "ImportRow" r SET email = '', "emailKey" = '', name = NULL, language = NULL, "isSignatory" = NULL
    FROM (SELECT DISTINCT unnest("addressKeys") AS key FROM "Erasure") e WHERE r."importId" = $1 AND r."addressKey" = e.key RETURNING r.line)
  SELECT count(*) OVER ()::int AS total, line FROM gone ORDER BY line LIMIT $2::int`;

/** Rows that contradict an earlier one are taken out; of the first of them each contradiction is told. That of a person at a partner is, where it is not said already. */
export const TAKE_OUT_CONFLICTS = `WITH wrong AS (
    SELECT s.line, s.email, v.* FROM "ImportRow" s
    JOIN (${PARTNERS}) p ON p.number = s."customerNumber" LEFT JOIN (${CONTACTS}) c ON c."emailKey" = s."emailKey"
    LEFT JOIN (${PAIRS}) d ON d.number = s."customerNumber" AND d."emailKey" = s."emailKey"
    CROSS JOIN LATERAL (SELECT *, bool_or(place IN (6, 7)) OVER () AS "isSaid" FROM (VALUES
      (1, 'company', s.company, p.company, p.line), (2, 'country', s.country, p.country, p."countryLine"), (3, 'expires_on', s."expiresOn"::text, p."expiresOn"::text, p."dayLine"),
      (4, 'canton', s.canton, p.canton, p."cantonLine"), (5, 'notice_days', s."noticeDays", p."noticeDays", p."noticeLine"),
      (6, 'contact_name', s.name, c.name, c."nameLine"), (7, 'language', s.language, c.language, c."languageLine"),
      (8, 'contact_email', concat_ws(';', coalesce(s.name, ''), coalesce(s.language, ''), s."isSignatory"), concat_ws(';', coalesce(d.name, ''), coalesce(d.language, ''), d."isSignatory"), d.line)
    ) AS each(place, "column", value, "firstValue", "firstLine") WHERE value <> "firstValue") v
    WHERE s."importId" = $1 AND (v.place < 8 OR NOT v."isSaid")
  ), gone AS (DELETE FROM "ImportRow" WHERE "importId" = $1 AND line IN (SELECT line FROM wrong) RETURNING line),
  numbered AS (SELECT wrong.*, dense_rank() OVER (ORDER BY line) AS number FROM wrong)
  SELECT (SELECT count(*) FROM gone)::int AS total, line, "column", CASE WHEN place = 8 THEN email ELSE value END AS value, "firstValue", "firstLine"
  FROM numbered WHERE number <= $2::int ORDER BY line, place`;

/** What a list leaves empty stays as it is known; empty days stand for the usual ones. */
export const APPLY_PARTNERS = `WITH listed AS (${PARTNERS}), done AS (
    INSERT INTO "Partner" AS k (id, company, country, canton, "noticeDays", "customerNumber", "listedNumber", "updatedAt")
    SELECT gen_random_uuid()::text, company, country, canton, coalesce(string_to_array("noticeDays", ',')::int[], '{}'), number, number, $2::timestamptz FROM listed
    ON CONFLICT ("listedNumber") DO UPDATE SET company = EXCLUDED.company, country = coalesce(EXCLUDED.country, k.country), canton = coalesce(EXCLUDED.canton, k.canton),
      "noticeDays" = ${KNOWN_DAYS}, "customerNumber" = EXCLUDED."customerNumber", "updatedAt" = EXCLUDED."updatedAt"
    WHERE (k.company, k.country, k.canton, k."noticeDays", k."customerNumber")
      IS DISTINCT FROM (EXCLUDED.company, coalesce(EXCLUDED.country, k.country), coalesce(EXCLUDED.canton, k.canton), ${KNOWN_DAYS}, EXCLUDED."customerNumber")
    RETURNING xmax = 0 AS "isNew")
  ${counts('listed')} FROM done`;

/**
 * The list's day counts. Where a contact has said that the agreement was renewed (`claimedAt`), the new day confirms it, and
 * the day before refutes it, unless that is so fresh that the list may not know yet.
 */
export const APPLY_AGREEMENTS = `WITH listed AS (SELECT k.id, p."expiresOn" FROM (${PARTNERS}) p JOIN "Partner" k ON k."listedNumber" = p.number WHERE p."expiresOn" IS NOT NULL),
  claimed AS (SELECT a."expiresOn" = l."expiresOn" AS "isSame", a."previousExpiresOn" = l."expiresOn" AND a."claimedAt" < $3::timestamptz AS "isOver"
    FROM listed l JOIN "Agreement" a ON a."partnerId" = l.id WHERE a."claimedAt" IS NOT NULL), done AS (
    INSERT INTO "Agreement" AS k ("partnerId", "expiresOn", "listedExpiresOn", "from", since, "updatedAt") SELECT id, "expiresOn", "expiresOn", 'also', $2::timestamptz, $2::timestamptz FROM listed
    ON CONFLICT ("partnerId") DO UPDATE SET "expiresOn" = EXCLUDED."expiresOn", "listedExpiresOn" = EXCLUDED."expiresOn", "from" = 'also', "updatedAt" = EXCLUDED."updatedAt",
      since = CASE WHEN ${SAME_DAY} THEN k.since ELSE EXCLUDED.since END, revision = k.revision + CASE WHEN ${SAME_DAY} THEN 0 ELSE 1 END,
      "refutedAt" = CASE WHEN ${REFUTED} THEN EXCLUDED.since WHEN ${SAME_DAY} THEN k."refutedAt" END, "previousExpiresOn" = CASE WHEN ${REFUTED} THEN k."expiresOn" END,
      "careAt" = CASE WHEN NOT ${REFUTED} THEN k."careAt" END, "careBy" = CASE WHEN NOT ${REFUTED} THEN k."careBy" END, "claimedAt" = NULL, "claimedBy" = NULL
    WHERE (NOT ${SAME_DAY} OR k."from" <> 'also') AND NOT (${REFUTED} AND k."claimedAt" >= $3::timestamptz)
    RETURNING xmax = 0 AS "isNew")
  ${counts('listed')}, (SELECT count(*) FROM claimed WHERE "isSame")::int AS confirmed, (SELECT count(*) FROM claimed WHERE "isOver")::int AS refuted FROM done`;

export const ADD_CONTACTS = `WITH done AS (
    INSERT INTO "Contact" (id, name, language, email, "emailKey", "emailFrom", "updatedAt")
    SELECT gen_random_uuid()::text, name, language, email, "emailKey", 'also', $2::timestamptz FROM (${CONTACTS}) c
    WHERE NOT EXISTS (SELECT FROM "FormerAddress" f WHERE f."emailKey" = c."emailKey") ON CONFLICT ("emailKey") DO NOTHING RETURNING 1)
  SELECT (SELECT count(*) FROM (${CONTACTS}) c)::int AS total, (SELECT count(*) FROM done)::int AS created`;

/** A person knows the own name and language better than a list: a verified name stays, and so does any language. Of who is known by a former address the list knows less than the agent. */
export const CHANGE_CONTACTS = `WITH wanted AS (
    SELECT DISTINCT ON (k.id) k.id, coalesce(k.language, c.language) AS language, CASE WHEN k."verifiedAt" IS NULL AND NOT k."wasTheirs" THEN 'also' ELSE k."emailFrom" END AS "from",
      CASE WHEN k."verifiedAt" IS NULL AND NOT k."wasTheirs" THEN coalesce(c.name, k.name) ELSE coalesce(k.name, c.name) END AS name
    FROM (${CONTACTS}) c JOIN (${KNOWN}) k ON k."emailKey" = c."emailKey" ORDER BY k.id, k."wasTheirs", c.line
  ), renamed AS (
    UPDATE "Contact" k SET name = w.name, language = w.language, "emailFrom" = w."from", "updatedAt" = $2::timestamptz FROM wanted w
    WHERE w.id = k.id AND (k.name, k.language, k."emailFrom") IS DISTINCT FROM (w.name, w.language, w."from") RETURNING k.id
  ), joined AS (
    INSERT INTO "Membership" AS m ("contactId", "partnerId", "isSignatory")
    SELECT DISTINCT ON (k.id, l.id) k.id, l.id, p."isSignatory" FROM (${PAIRS}) p JOIN (${KNOWN}) k ON k."emailKey" = p."emailKey" JOIN "Partner" l ON l."listedNumber" = p.number
    ORDER BY k.id, l.id, k."wasTheirs", p.line
    ON CONFLICT ("contactId", "partnerId") DO UPDATE SET "isSignatory" = EXCLUDED."isSignatory" WHERE m."isSignatory" IS DISTINCT FROM coalesce(EXCLUDED."isSignatory", m."isSignatory")
    RETURNING m."contactId" AS id)
  SELECT count(*)::int AS touched FROM (SELECT id FROM renamed UNION SELECT id FROM joined) AS each`;

/** Partners that a listed contact had only declared, under the number that the list now confirms. */
const DECLARED = `SELECT m."contactId", m."isSignatory", o.id AS "declaredId", l.id AS "listedId", o."signatoryName"
  FROM (${PAIRS}) p JOIN (${KNOWN}) k ON k."emailKey" = p."emailKey" JOIN "Membership" m ON m."contactId" = k.id
  JOIN "Partner" o ON o.id = m."partnerId" AND o."listedNumber" IS NULL AND o."customerNumber" = p.number JOIN "Partner" l ON l."listedNumber" = p.number`;

/** What a person said of a declared partner is kept where the list says nothing. */
export const KEEP_OF_DECLARED = [
  `UPDATE "Partner" l SET "signatoryName" = d."signatoryName", "updatedAt" = $2::timestamptz FROM (${DECLARED}) d
    WHERE l.id = d."listedId" AND l."signatoryName" IS NULL AND d."signatoryName" IS NOT NULL`,
  `INSERT INTO "Agreement" ("partnerId", "expiresOn", "from", since, revision, "previousExpiresOn", "claimedAt", "claimedBy", "refutedAt", "careAt", "careBy", "inCharge", "updatedAt")
    SELECT DISTINCT ON (d."listedId") d."listedId", a."expiresOn", a."from", a.since, a.revision, a."previousExpiresOn", a."claimedAt", ${member('claimedBy')},
      a."refutedAt", a."careAt", ${member('careBy')}, ${member('inCharge')}, $2::timestamptz
    FROM (${DECLARED}) d JOIN "Agreement" a ON a."partnerId" = d."declaredId"
    ORDER BY d."listedId", a."updatedAt" DESC, a."expiresOn" DESC ON CONFLICT ("partnerId") DO NOTHING`,
  // What was said of it was said: it must not be said again because the partner has another id now.
  moveSubjectText(`SELECT DISTINCT ON (d."listedId", o.cycle, o.milestone, o."contactId") o.id, d."listedId" AS "newSubject"
    FROM (${DECLARED}) d JOIN "Notice" o ON o.subject = d."declaredId" AND o."contactId" = d."contactId"
    ORDER BY d."listedId", o.cycle, o.milestone, o."contactId", o."sentAt" DESC NULLS LAST, o.id`),
] as const;

/** The person leaves the declared partner, and it goes with its last member. Somebody whom the list does not name stays in it, and out of the listed one. */
export const LEAVE_DECLARED = [
  `UPDATE "Membership" m SET "isSignatory" = d."isSignatory" FROM (${DECLARED}) d WHERE m."contactId" = d."contactId" AND m."partnerId" = d."listedId" AND m."isSignatory" IS NULL`,
  `DELETE FROM "Membership" m USING (${DECLARED}) d WHERE m."contactId" = d."contactId" AND m."partnerId" = d."declaredId"`,
] as const;

function first(column: string, line: string): string {
  const given = `FILTER (WHERE ${column} IS NOT NULL)`;
  return `(array_agg(${column} ORDER BY line) ${given})[1] AS ${column}, min(line) ${given} AS ${line}`;
}

export const REMOVE_DECLARED = `WITH gone AS (
    DELETE FROM "Partner" o USING (${PARTNERS}) p WHERE o."listedNumber" IS NULL AND o."customerNumber" = p.number
      AND NOT EXISTS (SELECT FROM "Membership" m WHERE m."partnerId" = o.id) RETURNING o.id)
  ${cancelOfGoneText('gone')}`;

/** Whoever is named, if the listed partner knows them, too. */
function member(column: string): string {
  return `(SELECT m."contactId" FROM "Membership" m WHERE m."partnerId" = d."listedId" AND m."contactId" = a."${column}")`;
}

function counts(listed: string): string {
  return `SELECT (SELECT count(*) FROM ${listed})::int AS total, count(*) FILTER (WHERE "isNew")::int AS created, count(*) FILTER (WHERE NOT "isNew")::int AS changed`;
}
