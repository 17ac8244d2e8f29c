/**
 * The plan of the house, kept: who may import whom, one door each to the outside, one home per package, and the budget
 * of lines. Read with the compiler's own parser, so that words in comments and texts do not count.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { CHANNEL_NAMES } from '../bot/channels/names';
import { PROCEDURES } from '../dialogs/procedures';
import { PROCEDURE_IDS } from '../dialogs/procedures/procedure';
import { findText, LANGUAGES } from '../locales';
import { writesOf } from './tableWrites';

const ROOT = path.resolve(__dirname, '..');
const LAYERS = ['bot', 'dialogs', 'services', 'prisma', 'locales'] as const;
/** Made by a generator, or run in the browser, where the doors of the server do not exist. */
const isMade = (file: string) => file.startsWith('prisma/client/');
const isPage = (file: string) => file.startsWith('bot/pages/');
const isData = (file: string) => /^dialogs\/procedures\/(?!journey|place|line|nudge|wording|procedure\.|index)\w+\.ts$/.test(file);

/** Which layer may take values from which; types may go one layer further where the reason is given. */
const MAY_TAKE: Readonly<Record<string, readonly string[]>> = {
  bot: ['bot', 'dialogs', 'services', 'locales'], dialogs: ['dialogs', 'services', 'locales'], services: ['services', 'prisma', 'locales'], prisma: ['prisma'], locales: ['locales'],
};
/** Files that decide: from what they are given alone. No door, no database, no turn; so a table of examples can test them. */
const DECIDE = new Set([
  'bot/onceOnly.ts', 'bot/channels/botFramework/activity.ts', 'bot/channels/botFramework/handoffEvents.ts', 'bot/channels/usedCard.ts', 'bot/channels/word.ts', 'bot/channels/teams/mentions.ts', 'bot/handoffs/cards.ts', 'bot/handoffs/words.ts', ...['de', 'en', 'fr'].map((language) => `locales/agents/${language}.json`), 'bot/channels/botFramework/wordRendering.ts', 'bot/channels/botFramework/rendering.ts', 'bot/channels/teams/serviceUrl.ts', 'bot/channels/names.ts', 'dialogs/asides.ts', 'dialogs/choices.ts', 'dialogs/languageOfText.ts', 'dialogs/letter.ts', 'dialogs/message.ts',
  ...['direction', 'event', 'hearing', 'parts', 'rendering', 'repair', 'resources', 'signature', 'webexCard', 'wordRendering'].map((name) => `bot/channels/webex/${name}.ts`), 'bot/channels/channel.ts', 'bot/channels/card.ts',
  'dialogs/refusals.ts', 'dialogs/secrets.ts', 'dialogs/chosenWay.ts', 'dialogs/understand.ts', 'dialogs/state.ts', 'dialogs/procedures/journey.ts', 'dialogs/procedures/journeyMove.ts', 'dialogs/procedures/line.ts', 'dialogs/procedures/wording.ts', 'dialogs/procedures/procedure.ts', 'dialogs/procedures/index.ts',
  ...['place', 'nudge', 'nudgeWording', ...PROCEDURE_IDS].map((name) => `dialogs/procedures/${name}.ts`), 'services/notices/wording.ts', 'services/notices/notice.ts', 'services/duration.ts', 'services/replyPace.ts', 'services/timelineLayout.ts', 'services/timelineName.ts', 'services/timelineSvg.ts', 'bot/failure.ts', 'services/fileKinds.ts', 'services/fileName.ts', 'bot/channels/botFramework/attached.ts', 'bot/doctor/finding.ts', 'bot/doctor/settings.ts', 'bot/teams-app/manifest.ts', 'bot/teams-app/settings.ts', 'locales/index.ts', 'locales/languages.ts',
  'locales/folding.ts', 'locales/timeZones.json', 'services/day.ts', 'services/workCalendar.ts', 'temporal-polyfill', 'dialogs/dateOfText.ts', 'dialogs/nearDay.ts', 'services/expiry.ts', 'services/agents/agent.ts', 'services/canton.ts', 'services/customerNumber.ts', 'services/country.ts', 'services/partnerList/columns.ts', 'services/partnerList/row.ts', 'services/partnerList/said.ts', 'services/partnerList/wording.ts', 'services/verification/codeText.ts', 'services/verification/rules.ts',
  ...['handoffWording', 'ids'].map((name) => `dialogs/handoff/${name}.ts`),
  ...['answers', 'ids', 'record', 'recordWording', 'sameContact', 'verificationWording'].map((name) => `dialogs/identity/${name}.ts`),
  ...['answerWording', 'ids', 'laterDay', 'noticeWording', 'renewedDay', 'sentence', 'views'].map((name) => `dialogs/notices/${name}.ts`), 'services/notices/mails/accountMail.ts',
  ...['cycle', 'facts', 'handingOver', 'milestones', 'plan', 'reminders', 'silence', 'simulate'].map((name) => `services/notices/plan/${name}.ts`),
  // These only calculate; chance, which node:crypto has as well, has a door of its own.
  'services/handoffs/rules.ts', 'services/handoffs/hubRules.ts', 'services/handoffs/mails/handoffMail.ts', 'services/mailAddress.ts', 'services/desk/correctionRefusal.ts', 'services/mailLayout.ts', 'services/calendarName.ts',
  'services/handoffs/handoff.ts', 'services/handoffs/saying.ts', 'bot/sayings.ts', 'services/notices/decision.ts', ...['dryRun', 'dryRunWording', 'reachWording', 'reachability'].map((name) => `services/notices/reports/${name}.ts`), 'node:url', 'node:crypto',
  'bot/cli/intents.ts', ...['answering', 'deciding', 'ids', 'topic'].map((name) => `dialogs/topics/${name}.ts`), ...['classifier', 'features', 'training'].map((name) => `services/understanding/${name}.ts`),
  ...['expiryState', 'records', 'searchTerms', 'withoutNames'].map((name) => `services/desk/${name}.ts`), 'bot/console/rowViews.ts', 'bot/console/walkViews.ts',
]);
/** What a door says when it fails must be told apart with instanceof; that is a value, though nothing is constructed. */
const DOOR_WORDS: Readonly<Record<string, readonly string[]>> = { 'services/network.ts': ['NetworkError', 'TOO_LONG'] };
/** The pages on which the world is built; the third has only what understands free text. */
const CONSTRUCT = new Set(['bot/wiring.ts', 'bot/ground.ts', 'bot/understanding.ts']);
const HOMES: Readonly<Record<string, RegExp>> = {
  restify: /^bot\//, 'node-cron': /^bot\//, '@microsoft/teams-ai': /^bot\//, ws: /^bot\/channels\//, jsonwebtoken: /^bot\/channels\//, 'openid-client': /^bot\/console\/(oidc|directory)\.ts$/, jose: /^bot\/console\/tabToken\.ts$/, bowser: /^bot\/channels\//, 'botframework-connector': /^bot\/channels\//,
  adaptivecards: /^bot\/pages\//, '@fluentui/web-components': /^bot\/pages\/console\//, '@fluentui/tokens': /^bot\/pages\/console\//, 'chart.js': /^bot\/pages\/console\//, '@microsoft/teams-js': /^bot\/pages\/console\/teamsHost\.ts$/, botbuilder: /^(bot|dialogs)\//, 'botbuilder-dialogs': /^dialogs\//, i18next: /^locales\//, '@resvg/resvg-wasm': /^(services|bot\/teams-app)\//, fflate: /^bot\/teams-app\//,
  'temporal-polyfill': /^services\//, 'date-holidays': /^services\/holidays/, freemail: /^services\//, ics: /^services\/calendarFile/, 'csv-parse': /^services\/partnerList\//, 'csv-stringify': /^services\/partnerList\//, nodemailer: /^services\/smtp/,
  pg: /^prisma\//, '@prisma/client': /^prisma\//, '@prisma/adapter-pg': /^prisma\//, '@electric-sql/pglite': /^prisma\//, 'pglite-prisma-adapter': /^prisma\//,
};
const MOVED = 'a conversation that goes on under another id takes all of it along';
const HANDED = 'whether Lotse speaks in a conversation follows from the handoff there, in the same commit';
const LIST = 'a list is applied as a whole, in a few statements over all partners';
/** The map of the house: who writes a table; whoever likes may read it. A guest writes a part of it because one statement, or one commit of its own, must. */
const OWNERS: Readonly<Record<string, { readonly home: RegExp; readonly guests?: Readonly<Record<string, string>> }>> = {
  Conversation: {
    home: /^(services\/turns|prisma\/turnCommit|prisma\/conversationPace|services\/routes|prisma\/routes)\.ts$/,
    guests: { 'services/contacts.ts': 'two contacts become one: their conversations change hands before anything else', 'prisma/noticeLedger.ts': 'what is being said there is noted with the row that says it',
      'services/handoffs/changes.ts': HANDED, 'services/handoffs/handoffs.ts': HANDED },
  },
  Turn: { home: /^(services\/turns|prisma\/(turnCommit|turnStore|unsentTurns))\.ts$/ },
  Saying: { home: /^(services\/handoffs|prisma)\/sayings\.ts$/, guests: { 'prisma/turnCommit.ts': 'what is said in a turn is part of its one write', 'prisma/routes.ts': MOVED } },
  Handoff: { home: /^services\/handoffs\/(handoffs|changes|changing|watching)\.ts$/, guests: { 'prisma/routes.ts': MOVED } },
  Contact: {
    home: /^services\/contacts\.ts$/,
    guests: {
      'prisma/turnCommit.ts': 'state and language are part of a turn\'s one write', 'prisma/partnerListSql.ts': LIST,
      'prisma/codeTries.ts': 'a wrong code is counted in the statement that judges it', 'services/verification/challenges.ts': 'the right code takes the wrong ones back',
    },
  },
  FormerAddress: { home: /^services\/formerAddresses\.ts$/ },
  FormerContact: { home: /^services\/contacts\.ts$/ },
  Partner: { home: /^services\/partners\.ts$/, guests: { 'prisma/partnerListSql.ts': LIST } },
  Membership: { home: /^services\/partners\.ts$/, guests: { 'prisma/partnerListSql.ts': LIST } },
  Agreement: {
    home: /^services\/agreements\.ts$/,
    guests: { 'prisma/partnerListSql.ts': LIST, 'prisma/noticePlan.ts': 'when to look again is the planner\'s to say', 'prisma/noticeLedger.ts': 'what ended is looked at again' },
  },
  Notice: { home: /^prisma\/notice(Ledger|Reaper|Changes)\.ts$/ },
  Pace: { home: /^prisma\/pace\.ts$/ },
  Challenge: { home: /^(services\/verification\/|prisma\/codeTries\.ts$)/ },
  CodeTry: { home: /^(services\/verification\/|prisma\/codeTries\.ts$)/ },
  CodeMail: { home: /^services\/verification\// },
  QueuedMail: { home: /^services\/mailQueue\.ts$/ },
  Erasure: { home: /^services\/erasures\.ts$/ },
  ImportRow: { home: /^prisma\/partnerList(Sql)?\.ts$/ },
  HandoffChat: { home: /^services\/handoffs\/chats\.ts$/, guests: { 'prisma/routes.ts': MOVED } },
  HandoffCard: { home: /^services\/handoffs\/callCards\.ts$/ },
  File: { home: /^services\/(files|agents\/agentFiles)\.ts$/, guests: { 'prisma/routes.ts': MOVED } },
  Consent: { home: /^services\/consents\.ts$/ },
  CannedAnswer: { home: /^services\/desk\/cannedAnswers\.ts$/ },
  WalkStep: { home: /^services\/desk\/walkSteps\.ts$/, guests: { 'prisma/turnCommit.ts': 'where a walk moved is part of a turn\'s one write', 'prisma/routes.ts': MOVED } },
  Misunderstanding: { home: /^services\/desk\/misunderstandings\.ts$/, guests: { 'prisma/routes.ts': MOVED } },
  WebchatConversation: { home: /^services\/webchats\.ts$/ },
  WebchatActivity: { home: /^services\/webchats\.ts$/, guests: { 'prisma/turnCommit.ts': 'what is said in a turn is part of its one write', 'services/notices/ledger.ts': 'a notice in a web chat is said by writing it down' } },
  LocalMail: { home: /^services\/mail\.ts$/ },
  Memory: { home: /^services\/memory\.ts$/, guests: { 'prisma/auditTrail.ts': 'the end of the trail is remembered in the commit that moves it' } },
  Agent: { home: /^services\/agents\/agents\.ts$/, guests: { 'prisma/routes.ts': MOVED } },
  AgentSession: { home: /^services\/agents\/sessions\.ts$/ },
  AuditEntry: { home: /^prisma\/auditTrail\.ts$/ },
  _prisma_migrations: { home: /^prisma\/migrate\.ts$/ },
};
const BUDGET = { fileLines: 200, halfUnder: 80, functionLines: 40, nineInTenUnder: 25 };

interface Import { readonly file: string; readonly line: number; readonly from: string; readonly values: readonly string[] }
interface Source { readonly file: string; readonly tree: ts.SourceFile; readonly imports: readonly Import[] }

const sources = LAYERS.flatMap((layer) => readdirSync(path.join(ROOT, layer), { recursive: true, encoding: 'utf8' }).map((name) => path.posix.join(layer, name.split(path.sep).join('/'))))
  .filter((file) => file.endsWith('.ts') && !isMade(file)).sort().map(readSource);
const onServer = sources.filter(({ file }) => !isPage(file));
const imports = sources.flatMap((source) => source.imports);
const layerOf = (file: string) => file.split('/')[0]!;
const isOurs = ({ from }: Import) => LAYERS.includes(layerOf(from) as 'bot');

function readSource(file: string): Source {
  const tree = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found = nodesOf(tree).flatMap((node): Import[] => {
    const asked = specifierOf(node);
    return asked ? [{ file, line: lineOf(tree, node), from: resolve(file, asked.name), values: asked.values }] : [];
  });
  return { file, tree, imports: found };
}

function nodesOf(tree: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => { nodes.push(node); ts.forEachChild(node, visit); };
  visit(tree);
  return nodes;
}

/** What a node imports: the module, and the names that are more than types (`*` for all of it). */
function specifierOf(node: ts.Node): { name: string; values: string[] } | undefined {
  if (ts.isImportDeclaration(node)) return { name: (node.moduleSpecifier as ts.StringLiteral).text, values: valuesOf(node.importClause) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return { name: (node.moduleSpecifier as ts.StringLiteral).text, values: node.isTypeOnly ? [] : ['*'] };
  const isCall = ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require');
  return isCall && ts.isStringLiteralLike(node.arguments[0]!) ? { name: node.arguments[0].text, values: ['*'] } : undefined;
}

function valuesOf(clause: ts.ImportClause | undefined): string[] {
  if (!clause) return ['*'];
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const bindings = clause.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements.filter((element) => !element.isTypeOnly).map((element) => (element.propertyName ?? element.name).text) : bindings ? ['*'] : [];
  return [...(clause.name ? ['default'] : []), ...named];
}

/** Our own file behind a relative name, or the package. */
function resolve(file: string, name: string): string {
  if (!name.startsWith('.')) return name.startsWith('node:') || builtinModules.includes(name) ? `node:${name.replace('node:', '')}` : name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/');
  const target = path.posix.join(path.posix.dirname(file), name);
  const candidates = [target, `${target}.ts`, `${target}/index.ts`];
  return candidates.find((candidate) => candidate.endsWith('.json') || ts.sys.fileExists(path.join(ROOT, candidate))) ?? target;
}

function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Where the code of the server does something, outside the files that may. */
function places(does: (node: ts.Node) => boolean, outside: (file: string) => boolean): string[] {
  return onServer.filter(({ file }) => outside(file)).flatMap(({ file, tree }) => nodesOf(tree).filter(does).map((node) => `${file}:${lineOf(tree, node)} ${node.getText().slice(0, 80).replace(/\s+/g, ' ')}`));
}
const show = ({ file, line, from, values }: Import) => `${file}:${line} takes ${values.join(', ') || 'types'} from ${from}`;
/** An empty list, or a failure that names each place and says why it matters. */
function expectNone(found: readonly string[], why: string): void {
  if (found.length > 0) throw new Error(`${why}\n${found.map((each) => `  - ${each}`).join('\n')}`);
}
const called = (...names: string[]) => (node: ts.Node) => ts.isCallExpression(node) && names.includes(node.expression.getText());
const reads = (...names: string[]) => (node: ts.Node) => (ts.isPropertyAccessExpression(node) && names.includes(node.getText())) || (ts.isIdentifier(node) && names.includes(node.text) && !ts.isPropertyAccessExpression(node.parent));
const names = (...words: string[]) => (node: ts.Node) => (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && words.includes(node.text);

it('the files of all layers are found, so that the rules below are rules about something', () => {
  for (const layer of LAYERS) expect(sources.filter(({ file }) => layerOf(file) === layer)).not.toHaveLength(0);
  expect(imports.filter(isOurs).length).toBeGreaterThan(200);
});

describe('who imports whom', () => {
  it('follows bot -> dialogs -> services -> prisma; nothing imports bot, prisma and locales import nobody', () => {
    const wrong = imports.filter((each) => isOurs(each) && !CONSTRUCT.has(each.file) && !MAY_TAKE[layerOf(each.file)]!.includes(layerOf(each.from)));
    expectNone(wrong.map(show), 'A layer knows only the next one, so that each can be replaced (design.md, section 3). Let wiring hand in what is needed, or name a narrower type where it is used.');
  });
  it('lets only bot/wiring.ts and bot/ground.ts take more than types from services', () => {
    const wrong = imports.filter((each) => ['bot', 'dialogs'].includes(layerOf(each.file)) && !CONSTRUCT.has(each.file) && layerOf(each.from) === 'services' && !DECIDE.has(each.from))
      .map((each) => ({ ...each, values: each.values.filter((value) => !DOOR_WORDS[each.from]?.includes(value)) })).filter((each) => each.values.length > 0);
    expectNone(wrong.map(show), 'The world is built on two pages, its ground and Lotse on it; everybody else is handed it. Files that decide, and the errors of a door, may be taken: they construct nothing.');
  });
  it('keeps each package in its home, and every package declared', () => {
    const packages = imports.filter((each) => !isOurs(each) && !each.from.startsWith('node:'));
    const declared = Object.keys((JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { dependencies: object }).dependencies);
    expectNone(packages.filter((each) => !HOMES[each.from]?.test(each.file)).map(show), 'A package that is known in one place can be replaced in one place. A new package gets its home in HOMES.');
    expectNone(packages.filter((each) => each.values.length > 0 && !declared.includes(each.from)).map(show), 'A package that is not in package.json comes and goes with somebody else\'s.');
  });
  it('lets files that decide take values only from files that decide', () => {
    const wrong = imports.filter((each) => DECIDE.has(each.file) && each.file !== 'locales/index.ts' && each.values.length > 0 && !DECIDE.has(each.from));
    expectNone(wrong.map(show), 'What decides must be testable with a table of examples: no turn, no door, no package behind it. Move what it needs into a file that decides.');
  });
  it('lets nothing wait in files that decide, and calls no other file pure', () => {
    const waits = onServer.filter(({ file }) => DECIDE.has(file)).flatMap(({ file, tree }) => nodesOf(tree).filter((node) => node.kind === ts.SyntaxKind.AsyncKeyword).map((node) => `${file}:${lineOf(tree, node)}`));
    expectNone(waits, 'A file that decides waits for nobody.');
    const pure = onServer.filter(({ file, tree }) => /\bPure\b/.test(tree.text.slice(0, tree.text.indexOf('*/'))) && !DECIDE.has(file));
    expectNone(pure.map(({ file }) => file), 'A file that calls itself pure belongs into DECIDE, so that it is kept so.');
  });
});

describe('one door each', () => {
  it.each([
    ['process.env is read in bot/env.ts', reads('process.env'), (file: string) => file !== 'bot/env.ts'],
    ['the present comes from services/clock.ts', (node: ts.Node) => called('Date.now', 'Date', 'performance.now', 'process.hrtime', 'process.hrtime.bigint')(node) || reads('Date.now')(node) || (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length), (file: string) => file !== 'services/clock.ts'],
    ['chance comes from services/random.ts (a migration names its row itself)', (node: ts.Node) => reads('Math.random', 'randomBytes', 'randomUUID', 'randomInt', 'getRandomValues', 'crypto.randomUUID', 'crypto.randomBytes', 'crypto.getRandomValues')(node) && !ts.isImportSpecifier(node.parent), (file: string) => !['services/random.ts', 'prisma/migrate.ts'].includes(file)],
    ['other hosts are reached through services/network.ts (a command asks its own Lotse itself)', called('fetch', 'http.request', 'https.request', 'http.get', 'https.get', 'request'), (file: string) => !['services/network.ts', 'bot/cli/runningLotse.ts'].includes(file)],
    ['a PrismaClient is made in prisma/database.ts', (node: ts.Node) => ts.isNewExpression(node) && node.expression.getText() === 'PrismaClient', (file: string) => file !== 'prisma/database.ts'],
    ['channelId and channelData are known in bot/channels', names('channelId', 'channelData'), (file: string) => !file.startsWith('bot/channels/')],
  ] as const)('%s', (rule, does, outside) => expectNone(places(does, outside), `Only there, so that a test can put another in its place: ${rule}.`));
});

describe('who writes what', () => {
  const tables = [...readFileSync(path.join(ROOT, 'prisma/schema.prisma'), 'utf8').matchAll(/^model (\w+)/gm)].map((match) => match[1]!).concat('_prisma_migrations');
  const writes = onServer.flatMap(({ file, tree }) => writesOf(tree, tables).map(({ table, node }) => ({ file, table, place: `${file}:${lineOf(tree, node)}` })));
  const isHome = ({ table, file }: { table: string | undefined; file: string }) => table !== undefined && (OWNERS[table]?.home.test(file) ?? false);

  it('the map names every table and no other', () => expect(Object.keys(OWNERS).sort()).toEqual([...tables].sort()));
  it('a table is written by its owner, and by guests who say why', () => {
    const strangers = writes.filter((each) => !isHome(each) && !OWNERS[each.table ?? '']?.guests?.[each.file]);
    expectNone(strangers.map(({ place, table }) => `${place} writes ${table ?? 'a table that it does not name'}`), 'Two owners of a table can break each other\'s promises: call what the owner offers (OWNERS is the map of the house), or let it offer more.');
  });
  it('owners and guests write indeed', () => {
    expectNone(tables.filter((table) => !writes.some((each) => each.table === table && isHome(each))), 'A table that its owner does not write belongs to somebody else, or to nobody.');
    const guests = Object.entries(OWNERS).flatMap(([table, { guests: all = {} }]) => Object.keys(all).map((file) => ({ table, file })));
    expectNone(guests.filter(({ table, file }) => !writes.some((each) => each.table === table && each.file === file)).map(({ table, file }) => `${file} in ${table}`), 'A guest who writes nothing any more leaves the map.');
  });
  it.each([
    ['database.prisma.notice.update({})', 'Notice'], ['transaction.notice.deleteMany()', 'Notice'], ['const { notice } = prisma; notice.create({})', 'Notice'], ['const { notice: rows } = prisma; rows.upsert({})', 'Notice'],
    ['const rows = prisma.notice; rows.createMany({})', 'Notice'], ["prisma['codeTry'].create({})", 'CodeTry'], ['const write = prisma.notice.update', 'Notice'],
    ['sql`UPDATE "Notice" SET a = ${a}`', 'Notice'], ['sql`WITH a AS (${b}) DELETE FROM "Notice" USING a`', 'Notice'], ["run('insert into \"CodeTry\" values (1)')", 'CodeTry'], ['sql`UPDATE ${name} SET a = 1`', undefined],
  ] as const)('a write is seen in %s', (code, table) => expect(writesOf(ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest, true), ['Notice', 'CodeTry']).map((each) => each.table)).toEqual([table]));
  it.each(['prisma.notice.findMany()', 'sql`SELECT 1 FROM "Notice" FOR UPDATE`', 'sql`SELECT 1 FOR NO KEY UPDATE ${x}`', 'sql`ON CONFLICT DO UPDATE SET a = 1`', 'notices.delete(id)', '// UPDATE "Notice"'])('no write is seen in %s', (code) => {
    expect(writesOf(ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest, true), ['Notice'])).toEqual([]);
  });
});

describe('channels', () => {
  /** Where a channel has its one line: it is built in, its settings are read, the doctor looks at it. */
  const LINES = new Set(['bot/wiring.ts', 'bot/env.ts', 'bot/doctor/examination.ts']);
  const outside = (file: string) => !file.startsWith('bot/channels/');
  const ids = CHANNEL_NAMES.map(({ id }) => id).filter((id) => !(PROCEDURE_IDS as readonly string[]).includes(id));

  it('nothing outside bot/channels names one, but for its one line', () => {
    expect(ids).toEqual(expect.arrayContaining(['msteams', 'webchat']));
    expectNone(places((node) => ts.isStringLiteralLike(node) && ids.includes(node.text), outside), 'What differs from channel to channel is the channel\'s own to say (docs/channels.md).');
    expectNone(imports.filter(({ file, from }) => outside(file) && !LINES.has(file) && /^bot\/channels\/[^/]+\//.test(from)).map(show), 'Nobody looks inside a channel: bot/channels/channel.ts is what it shows (docs/channels.md).');
    for (const file of LINES) expect(imports.some((each) => each.file === file && each.from.startsWith('bot/channels/'))).toBe(true);
  });
  it('every channel has a name in every language', () => {
    for (const { id } of CHANNEL_NAMES) for (const language of LANGUAGES) expect(findText(language, `identity:channels.${id}`)?.text).toMatch(/\S/);
  });
});

describe('the budget', () => {
  const files = sources.filter(({ file }) => !isData(file)).map(({ file, tree }) => ({ file, lines: tree.text.trimEnd().split('\n').length }));
  const functions = sources.filter(({ file }) => !isData(file)).flatMap(({ file, tree }) => nodesOf(tree).filter((node): node is ts.FunctionLikeDeclaration => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined)
    .map((node) => ({ place: `${file}:${lineOf(tree, node)}`, lines: tree.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(tree, node) })));
  const share = (lines: readonly number[], limit: number) => lines.filter((each) => each < limit).length / lines.length;

  it('no file has more than 200 lines, and half have fewer than 80', () => {
    expectNone(files.filter(({ lines }) => lines > BUDGET.fileLines).map(({ file, lines }) => `${file} has ${lines}`), 'A file that does not fit into a head is two files.');
    expect(share(files.map(({ lines }) => lines), BUDGET.halfUnder)).toBeGreaterThanOrEqual(0.5);
  });
  it('no function has more than 40 lines, and nine in ten have fewer than 25', () => {
    expectNone(functions.filter(({ lines }) => lines > BUDGET.functionLines).map(({ place, lines }) => `${place} has ${lines}`), 'A function is read at one glance.');
    expect(share(functions.map(({ lines }) => lines), BUDGET.nineInTenUnder)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('names', () => {
  it('files are named for the noun they hold', () => {
    const vague = sources.filter(({ file }) => /^(utils?|helpers?|common|misc|manager|handlers?|data|info)$|(Utils?|Helpers?|Manager|Handlers?|Data|Info)$/.test(path.basename(file, '.ts')));
    expectNone(vague.map(({ file }) => file), 'A name that fits everything tells nothing (design.md, section 1).');
  });
  it('no step is called like a procedure', () => {
    const doubled = Object.values(PROCEDURES).flatMap(({ id, steps }) => Object.keys(steps).filter((step) => (PROCEDURE_IDS as readonly string[]).includes(step)).map((step) => `${id}.${step}`));
    expectNone(doubled, '`next` names a step or a procedure: the same name for both would hide one of them.');
  });
  it('nothing is exported without a name', () => {
    const unnamed = sources.flatMap(({ file, tree }) => nodesOf(tree).filter((node) => ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent)).map((node) => `${file}:${lineOf(tree, node)}`));
    expectNone(unnamed, 'One word per thing: an export without a name gets another name in each file.');
  });
});
