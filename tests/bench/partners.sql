-- Partners of all kinds with their agreements, contacts and routes, the same for the same {{seed}}: for `npm run check:year` and the bench of notices.
-- {{partners}} of them, known since {{start}}; the days of expiry from {{firstDay}} on, spread over {{days}} days; conversations at {{serviceUrl}}.
CREATE FUNCTION drawn(what text, number int, below int) RETURNS int LANGUAGE sql IMMUTABLE
  RETURN ('x' || substr(md5(concat_ws('|', '{{seed}}', what, number)), 1, 7))::bit(28)::int % below;

-- One in ten has days of its own; every seventh is not in Switzerland.
INSERT INTO "Partner" (id, company, country, "listedNumber", canton, "noticeDays", "updatedAt")
SELECT 'partner-' || n, 'Firma ' || n || ' AG', CASE WHEN abroad THEN (ARRAY['LI', 'DE', 'AT', 'FR', 'US'])[1 + drawn('country', n, 5)] WHEN drawn('known', n, 20) > 0 THEN 'CH' END,
  (1000000 + n)::text, CASE WHEN NOT abroad AND drawn('named', n, 5) > 0 THEN (ARRAY['ZH', 'BE', 'GE', 'TI', 'VD', 'BS', 'SG', 'LU', 'VS', 'AI'])[1 + drawn('canton', n, 10)] END,
  CASE WHEN drawn('own', n, 10) > 0 THEN ARRAY[]::int[] ELSE (ARRAY['{-60,-14,0,10}', '{-30,-7,-1,0,5,10}', '{-90,-45,-21,0,2,4,10,11}'])[1 + drawn('days', n, 3)]::int[] END, '{{start}}'
FROM (SELECT n, drawn('abroad', n, 7) = 0 AS abroad FROM generate_series(1, {{partners}}) AS n) AS each;

INSERT INTO "Agreement" ("partnerId", "expiresOn", "from", since, "updatedAt")
SELECT 'partner-' || n, DATE '{{firstDay}}' + drawn('expiry', n, {{days}}), 'also', '{{start}}', '{{start}}' FROM generate_series(1, {{partners}}) AS n;

-- One to three people: most want reminders, one in twelve does not or was not asked; who asked earlier comes first.
INSERT INTO "Contact" (id, name, language, "timeZone", "mayWriteFirst", "remindersSince", email, "emailKey", "emailFrom", "verifiedAt", "updatedAt")
SELECT id, 'Contact ' || m, (ARRAY['de', 'de', 'fr', 'en', 'ru', 'ar'])[1 + drawn('language', m, 6)],
  (ARRAY['Europe/Zurich', 'Europe/Zurich', 'Europe/Zurich', 'Europe/Zurich', 'Europe/Zurich', 'Europe/Zurich', 'Europe/Zurich', 'Europe/Lisbon', 'America/New_York', 'Asia/Kathmandu'])[1 + drawn('zone', m, 10)],
  consent, CASE WHEN consent THEN timestamptz '{{start}}' - drawn('since', m, 500) * interval '1 minute' END,
  CASE WHEN route > 6 THEN id || '@firma.example' END, CASE WHEN route > 6 THEN id || '@firma.example' END, CASE WHEN route > 6 THEN 'contact' END, CASE WHEN route > 6 THEN timestamptz '{{start}}' END, '{{start}}'
FROM (
  SELECT m, 'contact-' || m AS id, CASE drawn('consent', m, 24) WHEN 0 THEN false WHEN 1 THEN NULL ELSE true END AS consent, drawn('route', m, 10) AS route
  FROM (SELECT n * 3 + k AS m FROM generate_series(1, {{partners}}) AS n, generate_series(0, 2) AS k WHERE k <= drawn('people', n, 3)) AS person
) AS each;

INSERT INTO "Membership" ("contactId", "partnerId", "isSignatory")
SELECT id, 'partner-' || m / 3, CASE drawn('signs', m, 5) WHEN 0 THEN true WHEN 1 THEN true WHEN 2 THEN false END
FROM (SELECT id, substr(id, 9)::int AS m FROM "Contact" WHERE id LIKE 'contact-%') AS person;

-- Of ten contacts one can be reached by no route, one by mail only, and two by both.
INSERT INTO "Conversation" (id, channel, address, "contactId", state, version, "isDirect", tenant, "heardAt", "updatedAt")
SELECT 'emulator|conversation-' || m, 'emulator',
  json_build_object('channel', 'emulator', 'serviceUrl', '{{serviceUrl}}', 'conversation', 'conversation-' || m, 'bot', 'bot', 'contact', id)::text, id, '{}', 1, true, 'tenant-' || m % 3, '{{start}}', '{{start}}'
FROM (SELECT id, substr(id, 9)::int AS m FROM "Contact" WHERE id LIKE 'contact-%') AS person WHERE drawn('route', m, 10) NOT IN (0, 7);

DROP FUNCTION drawn;
