/** Builds the world, on one page: doors, database, services, dialogs, channels, routes. The only place that constructs. */
import path from 'node:path';
import { createDialogs } from '../dialogs';
import type { Speech } from '../dialogs/message';
import { word, type Language } from '../locales';
import type { Database } from '../prisma/database';
import type { Services } from '../services';
import type { Undelivered } from '../services/mailQueue';
import { createCalendarMaker } from '../services/calendarFile';
import { createNetwork, type Network } from '../services/network';
import type { Ledger } from '../services/notices/ledger';
import type { RestoreGuard } from '../services/notices/restored';
import { createTimelineMaker } from '../services/timeline';
import { speechWithAddresses } from './addresses';
import { TurnAdapter } from './channels/adapter';
import type { ChannelParts, Installation } from './channels/installation';
import { installTeams } from './channels/teams/teams';
import { installWebchat } from './channels/webchat/webchat';
import { installWebex } from './channels/webex/webex';
import { createCircuit } from './circuit';
import { createCommandRoutes } from './commands';
import { createConsoleHeaders } from './console/headers';
import type { Links } from './console/links';
import type { Acts } from './console/parts';
import { createComposer } from './notices/composing';
import type { Settings } from './env';
import { createFiling, type Filing } from './filing';
import { wireGround, type Ground, type Instead } from './ground';
import { checksOf, createHealth } from './health';
import { createJobs, everyMinute, type Job, type Jobs, type Ticking } from './jobs';
import { createLife, type Life } from './life';
import { createPace } from './limits';
import { createLocalRoutes } from './local';
import { createMailing, type Mailing } from './mailing';
import { createMediaRoute, type Maker } from './media';
import { createNoticeFigures } from './notices/noticeFigures';
import { createNoticing } from './notices/noticing';
import { createOrigins } from './origins';
import { wireSupport } from './supportWiring';
import { createOutgoing } from './outgoing';
import { createPages } from './pages';
import { createRetention, createSweep } from './retention';
import { createRouter } from './router';
import { bodyReader, createHttpServer, jsonReader } from './server';
import type { Door as ServedDoor } from './serving';
import { createTurns, type Turns } from './turn';
import { createTyping } from './typing';
import { createUsedCards } from './usedCards';
import { createUnsubscribeRoutes } from './notices/unsubscribe';

export { findHolder, type Door } from '../prisma/folderLock';
export { openCommands, OTHER_PEPPER, type Instead } from './ground';

export interface Lotse extends Life {
  readonly hasItsPepper: boolean;
  /** Notices are held back until an operator confirms a database that was restored. */
  readonly guard: RestoreGuard;
  readonly services: Services;
  readonly database: Database;
  readonly jobs: Jobs;
  /** The way into the console in local mode. */
  readonly consoleLinks: Links | undefined;
  /** What agents do. */
  readonly acts: Acts;
  /** What the channels and the console serve. */
  readonly doors: readonly ServedDoor[];
}

const MINUTE_MS = 60_000;
const COMMAND_TOKEN_BYTES = 32;

export async function wireLotse(settings: Settings, instead: Instead = {}): Promise<Lotse> {
  const { isLocal, http } = settings;
  const ground = await wireGround(settings, settings.database, instead);
  const { database, services, clock, log, metrics, machine, mailbox, guard } = ground;
  const network = createNetwork();
  const origins = createOrigins(settings.webchat.origins, http.publicUrl, isLocal);
  const slow = { down: (_conversation: string) => {} };
  const pace = createPace(clock, settings.conversation.messagesPer10Seconds, (conversation) => slow.down(conversation));
  const installations = installChannels(settings, { isLocal, services, network, clock, log, metrics, origins, pace, readBody: bodyReader(http.bodyLimitBytes), address: ground.address }, database.kind === 'postgres');
  const pagesFolder = instead.pagesFolder ?? path.join(__dirname, 'pages');
  const { outgoing, mailing, filing, noticing, jobs, servings, support } = wireWork(settings, ground, installations, { network, pagesFolder, ticking: instead.ticking ?? everyMinute, back: instead.console });
  slow.down = support.slowDown;
  const stage = { isLeaving: false, isDraining: false, commandToken: services.random.token(COMMAND_TOKEN_BYTES) };
  const server = createHttpServer({
    doors: servings.flatMap(({ doors }) => doors), upgrade: servings.find(({ upgrade }) => upgrade)?.upgrade,
    pages: settings.webchat.isOpen ? createPages(pagesFolder) : {}, media: createMediaRoute(services.media, makersOf(services)),
    health: createHealth({ checks: [...checksOf(database, jobs, clock), ...servings.flatMap(({ checks }) => checks ?? [])], isLeaving: () => stage.isLeaving, metrics: metrics.text, metricsToken: http.metricsToken }),
    local: mailbox && createLocalRoutes({ mailbox, mailing, machine, jobs, readJson: jsonReader(http.bodyLimitBytes) }), commands: createCommandRoutes(ground.commands, stage.commandToken, log), unsubscribe: createUnsubscribe(ground),
    isDraining: () => stage.isDraining, isFromHere: origins.isAllowed, setConsoleHeaders: createConsoleHeaders(settings.console), log, metrics,
  }, http);
  const life = createLife({
    ...http, graceMs: settings.graceMs, shutdownMs: settings.shutdownMs,
    announce: (port) => { if (isLocal) ground.setAddress(`http://127.0.0.1:${port}`); database.announce({ port, token: stage.commandToken }); },
    server, servings, jobs, outgoing, mailing, filing, noticing, network, database: ground, log, leave: () => { stage.isLeaving = true; }, drain: () => { stage.isDraining = true; },
  });
  return { services, database, jobs, guard, hasItsPepper: ground.hasItsPepper, consoleLinks: support.links, acts: support.acts, doors: servings.flatMap(({ doors }) => doors), ...life };
}

/** What leads to the people in front of their screens: a line for each channel. */
function installChannels({ isLocal, teams, webex, webchat, conversation, files, http, handoffs }: Settings, parts: ChannelParts, isShared: boolean): Installation[] {
  return [
    ...(isLocal || teams.appId !== '' ? [installTeams({ ...teams, hubs: handoffs.hubs, fileHosts: files.hosts, fileTimeoutMs: files.timeoutMs }, parts)] : []),
    ...(webex ? [installWebex({ ...webex, timeoutMs: teams.sendTimeoutMs, fileTimeoutMs: files.timeoutMs }, parts)] : []),
    installWebchat({ ...webchat, publicUrl: http.publicUrl, textLimit: conversation.textLimit, isShared }, parts),
  ];
}

/** What plays turns, and what happens by itself. */
function wireWork(settings: Settings, ground: Ground, installations: readonly Installation[], { network, pagesFolder, ticking, back }: { readonly network: Network; readonly pagesFolder: string; readonly ticking: Ticking; readonly back: Instead['console'] }) {
  const { services, clock, log, metrics, address, guard } = ground;
  const { notices, http, conversation } = settings;
  const channels = new Map(installations.flatMap((installation) => installation.channels).map((channel) => [channel.id, channel]));
  const bury = services.routes.bury;
  const finish = <Said extends Speech>(said: Said) => speechWithAddresses(said, address());
  const circuit = createCircuit(services.pace, clock);
  const { replies: limits } = conversation;
  const outgoing = createOutgoing({ turns: services.turns, channels, pace: services.pace, circuit, clock, random: services.random, log, metrics, limits, perSecond: notices.perSecond, bury, isAsked: services.handoffs.hub.isAsked, missed: (turn, how) => support.missed(turn, how) });
  const dialogs = createDialogs(services, { ...conversation, files: settings.files, hasAddress: () => address() !== undefined });
  const router = createRouter(dialogs);
  const composer = createComposer({ services, channels, finish, settings: { ...notices, office: services.notices.planSettings.office } });
  const noticing = createNoticing({
    ledger: waking(services.ledger, () => mailing.wake()), pace: services.pace, circuit, channels, ...composer, bury, clock, random: services.random, log, metrics, settings: notices,
    plan: services.planner.planDue, nextPlan: services.planner.nextPlan, isPaused: guard.isPaused,
  });
  const turns: Turns = createTurns({
    adapter: new TurnAdapter(), services, channels, outgoing, log, metrics, typing: createTyping({ afterMs: conversation.typingAfterMs }), usedCards: createUsedCards({ services, log }), atOnce: http.requestsInFlight, holdMs: notices.holdMinutes * MINUTE_MS, limits,
    route: (context) => router.run(context), tell: dialogs.tell, finish, textLimit: conversation.textLimit, onEffects: () => { mailing.wake(); noticing.wake(); filing.wake(); },
  });
  const mailing: Mailing = createMailing({ mails: services.mails, log, metrics, outcomes: { code: mailTrouble(turns), notice: services.bounces.bounced, account: services.bounces.bounced } });
  const filing: Filing = createFiling({ files: services.files, channels, log, metrics });
  const lasting = [...channels.values()].filter(({ way }) => way.kind === 'post').map(({ id }) => id);
  const support = wireSupport({ settings, ground, network, pagesFolder, turns, channels, onMail: () => mailing.wake(), back });
  const servings = [...installations.map((installation) => installation.serve(support.turns)), ...support.servings];
  const restored: Job = { name: 'restored', runs: 'atEachTick', nextDue: async () => undefined, run: guard.refresh };
  const tidying = [createSweep(services.erasures), createRetention({ ...settings.retention, fileDays: settings.files.retentionDays, auditMonths: settings.database.migrateUrl === undefined ? settings.database.auditMonths : undefined }, services, lasting)];
  const jobs = createJobs([restored, outgoing.recovery, noticing.job, mailing.job, filing.job, ...support.jobs, ...servings.flatMap((serving) => serving.jobs ?? []), ...tidying], { clock, memory: services.memory, log, ticking });
  metrics.watch(createNoticeFigures({ ledger: services.ledger, guard, jobs, clock }));
  return { outgoing, mailing, filing, noticing, jobs, servings, support };
}

/** A ledger after whose mails somebody looks at once. */
function waking(ledger: Ledger, wake: () => void): Ledger {
  return {
    ...ledger,
    say: async (message, saying) => {
      const result = await ledger.say(message, saying);
      if (saying.mail) wake();
      return result;
    },
  };
}

/** A contact who waits for a code hears that its mail does not come. */
function mailTrouble(turns: Turns) {
  return async ({ conversationId, payload, why, to }: Undelivered) => {
    const challengeId = String(payload.challengeId);
    if (conversationId !== null) await turns.tell(conversationId, `mail|${challengeId}|${why}`, { occasion: { kind: 'mail', why, challengeId, email: to } });
  };
}

/** Readers of mails stop the reminders without a conversation. */
function createUnsubscribe({ services: { unsubscribing, contacts, optingOut } }: Ground) {
  return createUnsubscribeRoutes({ unsubscribing, optOut: optingOut.now, find: async (contactId) => contacts.get(await contacts.currentId(contactId)) });
}

/** What can be fetched under /media, by the word that its name begins with. */
function makersOf({ personalFiles, notices, agentFiles, clock }: Services): Readonly<Record<string, Maker>> {
  const wordsOf = (language: Language) => ({
    opens: word(language, 'identity:timeline.opens'), expires: word(language, 'identity:timeline.expires'),
    graceEnds: word(language, 'identity:timeline.graceEnds'), today: word(language, 'identity:timeline.today'),
  });
  return {
    timeline: createTimelineMaker(wordsOf),
    calendar: createCalendarMaker(notices.findAgreement, clock),
    file: async (name) => {
      const file = await agentFiles.read(name.slice('file-'.length));
      return file && { contentType: file.contentType, body: file.bytes, ...(!file.contentType.startsWith('image/') && { fileName: file.name ?? 'file' }) };
    },
    export: async (name) => {
      const file = await personalFiles.write(name.slice('export-'.length, -'.json'.length));
      return file === undefined ? undefined : { contentType: 'application/json; charset=utf-8', body: Buffer.from(file), fileName: 'lotse-my-data.json' };
    },
  };
}
