/** Builds the world, on one page: doors, database, services, dialogs, channels, routes. The only place that constructs. */
import path from 'node:path';
import { createDialogs } from '../dialogs';
import type { Message } from '../dialogs/message';
import { word, type Language } from '../locales';
import type { Database } from '../prisma/database';
import type { Services } from '../services';
import type { Undelivered } from '../services/mailQueue';
import { createCalendarMaker } from '../services/calendarFile';
import { createNetwork } from '../services/network';
import type { Ledger } from '../services/notices/ledger';
import type { RestoreGuard } from '../services/notices/restored';
import { createTimelineMaker } from '../services/timeline';
import { withAddresses } from './addresses';
import { TurnAdapter } from './channels/adapter';
import type { Channel } from './channels/channel';
import { createMessagesRoute } from './channels/messages';
import { createTeams } from './channels/teams';
import { createWebchat, createWebchatChannel } from './channels/webchat';
import { createWebchatStreams } from './channels/webchatStreams';
import { createCommandRoutes } from './commands';
import { createComposer } from './notices/composing';
import type { Settings } from './env';
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
import { createOutgoing } from './outgoing';
import { createPages } from './pages';
import { createRetention, createSweep } from './retention';
import { createRouter } from './router';
import { createHttpServer, jsonReader } from './server';
import { createTurns, type Turns } from './turn';
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
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const COMMAND_TOKEN_BYTES = 32;

export async function wireLotse(settings: Settings, instead: Instead = {}): Promise<Lotse> {
  const { isLocal, http } = settings;
  const ground = await wireGround(settings, settings.database, instead);
  const { database, services, clock, log, metrics, machine, mailbox, guard } = ground;
  const edge = wireEdge(settings, ground);
  const { origins, streams, channels, bearer, rule } = edge;
  const { turns, outgoing, mailing, noticing, jobs } = wireWork(settings, ground, edge, instead.ticking ?? everyMinute);
  const readJson = jsonReader(http.bodyLimitBytes);
  const pace = createPace(clock, settings.conversation.messagesPer10Seconds);
  const webchat = createWebchat({ services, turns, channel: edge.webchatChannel, readJson, pace, publicUrl: http.publicUrl, tokenLifeMs: settings.webchat.tokenDays * DAY_MS });
  const stage = { isLeaving: false, isDraining: false, commandToken: services.random.token(COMMAND_TOKEN_BYTES) };
  const server = createHttpServer({
    messages: createMessagesRoute({ turns, channels, readJson, rule, bearer, tenants: settings.teams.tenants, pace }),
    webchat: settings.webchat.isOpen ? origins.guardAll(webchat) : undefined, connectStream: streams.connect,
    pages: createPages(instead.pagesFolder ?? path.join(__dirname, 'pages')), media: createMediaRoute(services.media, makersOf(services)),
    health: createHealth({ checks: checksOf(database, bearer, jobs, clock), isLeaving: () => stage.isLeaving, metrics: metrics.text, metricsToken: http.metricsToken }),
    local: mailbox && createLocalRoutes({ mailbox, mailing, machine, jobs, readJson }), commands: createCommandRoutes(ground.commands, stage.commandToken, log), unsubscribe: createUnsubscribe(ground),
    preflight: origins.preflight, isDraining: () => stage.isDraining, isFromHere: origins.isAllowed, log, metrics,
  }, http);
  const life = createLife({
    ...http, keysRefreshMinutes: settings.teams.keysRefreshMinutes, graceMs: settings.graceMs, shutdownMs: settings.shutdownMs,
    announce: (port) => { if (isLocal) ground.setAddress(`http://127.0.0.1:${port}`); database.announce({ port, token: stage.commandToken }); },
    server, bearer, jobs, outgoing, mailing, noticing, streams, network: edge.network, database: ground, log, leave: () => { stage.isLeaving = true; }, drain: () => { stage.isDraining = true; },
  });
  return { services, database, jobs, guard, hasItsPepper: ground.hasItsPepper, ...life };
}

/** What leads to other hosts and to the people in front of their screens. */
function wireEdge({ isLocal, http, teams, webchat, conversation }: Settings, { database, services, clock }: Ground) {
  const network = createNetwork();
  const origins = createOrigins(webchat.origins, http.publicUrl, isLocal);
  const streams = createWebchatStreams(services.webchats, { isOriginAllowed: origins.isAllowed, looksElsewhere: database.kind === 'postgres', tokenLifeMs: webchat.tokenDays * DAY_MS });
  const { bearer, rule, channels } = createTeams(isLocal, teams, network, clock);
  const webchatChannel = createWebchatChannel(streams.wake, clock, conversation.textLimit);
  return { network, origins, streams, bearer, rule, webchatChannel, channels: new Map<string, Channel>([...channels, webchatChannel].map((each) => [each.id, each])) };
}

/** What plays turns, and what happens by itself. */
function wireWork(settings: Settings, { services, clock, log, metrics, address, guard }: Ground, { channels }: ReturnType<typeof wireEdge>, ticking: Ticking) {
  const { notices, http, conversation } = settings;
  const bury = services.routes.bury;
  const finish = (message: Message) => withAddresses(message, address());
  const outgoing = createOutgoing({ turns: services.turns, channels, log, metrics, bury });
  const dialogs = createDialogs(services, { ...conversation, hasAddress: () => address() !== undefined });
  const router = createRouter(dialogs);
  const composer = createComposer({ services, channels, finish, settings: { ...notices, office: services.notices.planSettings.office } });
  const noticing = createNoticing({
    ledger: waking(services.ledger, () => mailing.wake()), pace: services.pace, channels, ...composer, bury, clock, random: services.random, log, metrics, settings: notices,
    plan: services.planner.planDue, nextPlan: services.planner.nextPlan, isPaused: guard.isPaused,
  });
  const turns: Turns = createTurns({
    adapter: new TurnAdapter(settings.teams.appId), services, channels, outgoing, log, metrics, atOnce: http.requestsInFlight, holdMs: notices.holdMinutes * MINUTE_MS,
    route: (context) => router.run(context), tell: dialogs.tell, finish, onEffects: () => { mailing.wake(); noticing.wake(); },
  });
  const mailing: Mailing = createMailing({ mails: services.mails, log, metrics, outcomes: { code: mailTrouble(turns), notice: services.bounces.bounced, account: services.bounces.bounced } });
  const lasting = [...channels.values()].filter(({ written }) => written === undefined).map(({ id }) => id);
  const restored: Job = { name: 'restored', runs: 'atEachTick', nextDue: async () => undefined, run: guard.refresh };
  const tidying = [createSweep(services.erasures), createRetention(settings.retention, services, lasting)];
  const jobs = createJobs([restored, outgoing.recovery, noticing.job, mailing.job, ...tidying], { clock, memory: services.memory, log, ticking });
  metrics.watch(createNoticeFigures({ ledger: services.ledger, guard, jobs, clock }));
  return { turns, outgoing, mailing, noticing, jobs };
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
    if (conversationId !== null) await turns.tell(conversationId, `mail|${challengeId}|${why}`, { kind: 'mail', why, challengeId, email: to });
  };
}

/** Readers of mails stop the reminders without a conversation. */
function createUnsubscribe({ services: { unsubscribing, contacts, optingOut } }: Ground) {
  return createUnsubscribeRoutes({ unsubscribing, optOut: optingOut.now, find: async (contactId) => contacts.get(await contacts.currentId(contactId)) });
}

/** What can be fetched under /media, by the word that its name begins with. */
function makersOf({ personalFiles, notices, clock }: Services): Readonly<Record<string, Maker>> {
  const wordsOf = (language: Language) => ({
    opens: word(language, 'identity:timeline.opens'), expires: word(language, 'identity:timeline.expires'),
    graceEnds: word(language, 'identity:timeline.graceEnds'), today: word(language, 'identity:timeline.today'),
  });
  return {
    timeline: createTimelineMaker(wordsOf),
    calendar: createCalendarMaker(notices.findAgreement, clock),
    export: async (name) => {
      const file = await personalFiles.write(name.slice('export-'.length, -'.json'.length));
      return file === undefined ? undefined : { contentType: 'application/json; charset=utf-8', body: Buffer.from(file), fileName: 'lotse-my-data.json' };
    },
  };
}
