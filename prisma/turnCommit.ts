/** The one statement in which a turn is committed: conversation, contact, replies, what was said, where walks moved and log together. */
import { paceAfter } from './conversationPace';
import type { Statement } from './database';
import type { TurnEnd } from './turnStore';

/** What a commit has to do: begin or go on with the conversation, leave, begin or go on with the contact, and write a log. */
interface CommitShape {
  readonly conversation: 'new' | 'known';
  readonly contact: 'kept' | 'new' | 'known';
  readonly isLogged: boolean;
}
const commits = new Map<string, Statement>();

/** The statement for the shape of this turn, and its values. */
export function commitOf(end: TurnEnd): { statement: Statement; values: unknown[] } {
  const { contact, route } = end;
  const changes = contact.state !== undefined;
  const values: unknown[] = [
    end.conversationId, end.channel, end.state, end.version, end.activityId, end.address, end.replies, end.at, end.isSent, contact.id,
    route.heard?.isDirect ?? null, route.heard?.tenant ?? null, route.busyUntil ?? null, route.noticeId ?? null, route.heard?.saidAt ?? null, end.paceSteps.paceMs, end.paceSteps.hourPaceMs,
    JSON.stringify({ sayings: end.sayings, moves: end.moves ?? [] }), end.isOnce ?? false,
  ];
  if (changes) values.push(contact.state, contact.version, contact.language ?? null);
  if (end.log.length > 0) values.push(end.log);
  const shape: CommitShape = { conversation: end.version === 0 ? 'new' : 'known', contact: !changes ? 'kept' : contact.isNew ? 'new' : 'known', isLogged: end.log.length > 0 };
  const name = `lotse_turn_commit_${shape.conversation}_${shape.contact}${shape.isLogged ? '_log' : ''}`;
  const statement = commits.get(name) ?? { name, text: commitText(shape) };
  commits.set(name, statement);
  return { statement, values };
}

/**
 * What was read is only gone on with, never made anew: a row that somebody else has deleted or moved on meanwhile is not
 * touched. Then nothing is written at all: the division by the rows that were touched undoes the whole statement.
 */
function commitText({ conversation, contact, isLogged }: CommitShape): string {
  const staysDead = '($11::boolean IS NULL OR "leftAt" > $15::timestamptz)';
  const c = conversation === 'new'
    ? `INSERT INTO "Conversation" (id, channel, address, "contactId", state, version, "updatedAt", "isDirect", tenant, "heardAt", "saidAt", "busyUntil", "paceAt", "hourPaceAt")
      SELECT $1, $2, $6, $10, $3, $4::int + 1, $8::timestamptz, COALESCE($11::boolean, false), $12, CASE WHEN $11::boolean IS NOT NULL THEN $8::timestamptz END, $15::timestamptz, $13::timestamptz, $8::timestamptz + $16::int * interval '1 millisecond', $8::timestamptz + $17::int * interval '1 millisecond' ON CONFLICT DO NOTHING RETURNING id, $14::text, "paceAt", "hourPaceAt"`
    : `UPDATE "Conversation" SET channel = $2, address = $6, "contactId" = $10, state = $3, version = version + 1, "updatedAt" = $8::timestamptz, "busyUntil" = $13::timestamptz,
      "isDirect" = COALESCE($11::boolean, "isDirect"), tenant = COALESCE($12, tenant), "heardAt" = CASE WHEN $11::boolean IS NULL THEN "heardAt" ELSE $8::timestamptz END, "saidAt" = GREATEST("saidAt", $15::timestamptz),
      "deadAt" = CASE WHEN ${staysDead} THEN "deadAt" END, "deadCause" = CASE WHEN ${staysDead} THEN "deadCause" END,
      "noticeId" = CASE WHEN $11::boolean IS NULL OR "noticeId" IS DISTINCT FROM $14 THEN "noticeId" END, "paceAt" = ${paceAfter('"paceAt"', '$8', '$16')}, "hourPaceAt" = ${paceAfter('"hourPaceAt"', '$8', '$17')}
      WHERE id = $1 AND version = $4::int RETURNING id, "paceAt", "hourPaceAt"`;
  const p = contact === 'new'
    ? ', p AS (INSERT INTO "Contact" (id, state, version, language, "updatedAt") SELECT $10, $20, $21::int + 1, $22, $8::timestamptz ON CONFLICT DO NOTHING RETURNING id)'
    : ', p AS (UPDATE "Contact" SET state = $20, version = version + 1, language = $22, "updatedAt" = $8::timestamptz WHERE id = $10 AND version = $21::int RETURNING id)';
  const log = `, log AS (
    INSERT INTO "WebchatActivity" ("conversationId", activity, at)
    SELECT c.id, l.activity, $8::timestamptz
    FROM c, unnest($${contact === 'kept' ? 20 : 23}::text[]) WITH ORDINALITY AS l(activity, place) ORDER BY l.place
  )`;
  return `WITH c AS (${c}), t AS (
    INSERT INTO "Turn" ("conversationId", "activityId", replies, at, "sentAt", version, "isOnce")
    SELECT c.id, $5, $7, $8::timestamptz, CASE WHEN $9::boolean THEN $8::timestamptz END, $4::int + 1, $19::boolean FROM c
  ), s AS (
    INSERT INTO "Saying" ("conversationId", "contactId", "by", text, about, "agentId", "handoffId", "activityId", place, at)
    SELECT c.id, $10, x.said->>'by', x.said->>'text', COALESCE(x.said->'about', '{}'), x.said->>'agentId', x.said->>'handoffId', $5, x.place, $8::timestamptz
    FROM c, jsonb_array_elements($18::jsonb->'sayings') WITH ORDINALITY AS x(said, place) ORDER BY x.place ON CONFLICT DO NOTHING
  ), w AS (
    INSERT INTO "WalkStep" ("walkId", "conversationId", "contactId", procedure, step, problem, language, channel, status, at)
    SELECT x.move->>'walkId', c.id, $10, x.move->>'procedure', x.move->>'step', x.move->>'problem', x.move->>'language', $2, x.move->>'status', $8::timestamptz
    FROM c, jsonb_array_elements($18::jsonb->'moves') WITH ORDINALITY AS x(move, place) ORDER BY x.place
  )${contact === 'kept' ? '' : p}${isLogged ? log : ''}
  SELECT 1 / (SELECT count(*) FROM c)${contact === 'kept' ? '' : ' / (SELECT count(*) FROM p)'} AS done, (SELECT "paceAt" FROM c), (SELECT "hourPaceAt" FROM c)`;
}
