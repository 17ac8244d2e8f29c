/** Builds the world, on one page: doors, database, services, dialogs, channels, routes. The only place that constructs. */
import path from 'node:path';
import { createDialogs } from '../dialogs';
import { word, type Language } from '../locales';
import { openDatabase, type Database } from '../prisma/database';
import { createServices, type Services } from '../services';
import { createClock, type Clock } from '../services/clock';
import { createLocalMailbox, createMailDoor, type LocalMailbox, type Mail } from '../services/mail';
import { createMemory } from '../services/memory';
import { createNetwork } from '../services/network';
import type { PartnerLists } from '../services/partnerList/import';
import { createRandom } from '../services/random';
import { createSmtp, type Smtp } from '../services/smtp';
import { createTimelineMaker } from '../services/timeline';
import { withAddresses } from './addresses';
import { TurnAdapter } from './channels/adapter';
import { createMessagesRoute } from './channels/messages';
import { createTeams } from './channels/teams';
import { createWebchat, createWebchatChannel } from './channels/webchat';
import { createWebchatStreams } from './channels/webchatStreams';
import { createCommandRoutes } from './commands';
import type { Settings } from './env';
import { checksOf, createHealth } from './health';
import { createJobs, type Jobs } from './jobs';
import { createLife, type Life } from './life';
import { createPace } from './limits';
import { createLocalRoutes } from './local';
import { createLog, type Log } from './log';
import { createMailing } from './mailing';
import { createMediaRoute, type Maker } from './media';
import { createMetrics, type Metrics } from './metrics';
import { createOrigins } from './origins';
import { createOutgoing } from './outgoing';
import { createPages } from './pages';
import { isPepperOf, readPepper } from './pepper';
import { createRetention, createSweep } from './retention';
import { createRouter } from './router';
import { createHttpServer, jsonReader } from './server';
import { createTimeMachine, type TimeMachine } from './timeMachine';
import { createTurns, type Turns } from './turn';

export { findHolder, type Door } from '../prisma/folderLock';

export interface Lotse extends Life {
  readonly hasItsPepper: boolean;
  readonly services: Services;
  readonly database: Database;
  readonly jobs: Jobs;
}

/** What tests put in place of the real thing. */
export interface Instead {
  readonly openDatabase?: typeof openDatabase;
  readonly writeLog?: (line: string) => void;
  readonly pagesFolder?: string;
}

const DAY_MS = 86_400_000;
/** A whole list is applied at once; nobody waits for it in a conversation. */
const COMMAND_TIMEOUT_MS = 10 * 60_000;
const COMMAND_TOKEN_BYTES = 32;

export async function wireLotse(settings: Settings, instead: Instead = {}): Promise<Lotse> {
  const { isLocal, http } = settings;
  const ground = await wireGround(settings, settings.database, instead);
  const { database, services, clock, log, metrics, machine, mailbox } = ground;
  const network = createNetwork();
  const readJson = jsonReader(http.bodyLimitBytes);
  const pace = createPace(clock, settings.conversation.messagesPer10Seconds);
  const origins = createOrigins(settings.webchat.origins, http.publicUrl, isLocal);
  const streams = createWebchatStreams(services.webchats, origins.isAllowed, database.kind === 'postgres');
  const { bearer, rule, ...teams } = createTeams(isLocal, settings.teams, network, clock);
  const webchatChannel = createWebchatChannel(streams.wake, clock, settings.conversation.textLimit);
  const channels = new Map([...teams.channels, webchatChannel].map((each) => [each.id, each]));
  const outgoing = createOutgoing({ turns: services.turns, channels, log, metrics });
  let ownAddress = http.publicUrl;
  const mailing = createMailing({ mails: services.mails, turns: () => turns, log, metrics });
  const dialogs = createDialogs(services, { ...settings.conversation, hasAddress: () => ownAddress !== undefined });
  const router = createRouter(dialogs);
  const turns: Turns = createTurns({
    adapter: new TurnAdapter(settings.teams.appId), services, channels, outgoing, log, metrics, atOnce: http.requestsInFlight,
    route: (context) => router.run(context), tell: dialogs.tell, finish: (message) => withAddresses(message, ownAddress), onEffects: mailing.wake,
  });
  const jobs = createJobs([outgoing.recovery, mailing.job, createSweep(services.erasures), createRetention(settings.retention, services)], clock, services.memory, log);
  const webchat = createWebchat({ services, turns, channel: webchatChannel, readJson, pace, publicUrl: http.publicUrl, tokenLifeMs: settings.webchat.tokenDays * DAY_MS });
  const stage = { isLeaving: false, isDraining: false, commandToken: services.random.token(COMMAND_TOKEN_BYTES) };
  const server = createHttpServer({
    messages: createMessagesRoute({ turns, channels, readJson, rule, bearer, tenants: settings.teams.tenants, pace }),
    webchat: settings.webchat.isOpen ? origins.guardAll(webchat) : undefined, connectStream: streams.connect,
    pages: createPages(instead.pagesFolder ?? path.join(__dirname, 'pages')), media: createMediaRoute(services.media, makersOf(services)),
    health: createHealth({ checks: checksOf(database, bearer, jobs, clock), isLeaving: () => stage.isLeaving, metrics: metrics.text, metricsToken: http.metricsToken }),
    local: mailbox && createLocalRoutes({ mailbox, mailing, machine, jobs, readJson }), commands: createCommandRoutes(services.partnerLists, stage.commandToken, log),
    preflight: origins.preflight, isDraining: () => stage.isDraining, isFromHere: origins.isAllowed, log, metrics,
  }, http);
  const life = createLife({
    ...http, keysRefreshMinutes: settings.teams.keysRefreshMinutes, graceMs: settings.graceMs, shutdownMs: settings.shutdownMs,
    announce: (port) => { if (isLocal) ownAddress ??= `http://127.0.0.1:${port}`; database.announce({ port, token: stage.commandToken }); },
    server, bearer, jobs, outgoing, mailing, streams, network, database: ground, log, leave: () => { stage.isLeaving = true; }, drain: () => { stage.isDraining = true; },
  });
  return { services, database, jobs, hasItsPepper: ground.hasItsPepper, ...life };
}

/** What the commands of the partner list need, without dialogs, channels and routes. */
export async function openPartnerLists(settings: Settings): Promise<{ readonly lists: PartnerLists; close(): Promise<void> }> {
  const patient = { ...settings.database, statementTimeoutMs: COMMAND_TIMEOUT_MS, lockTimeoutMs: COMMAND_TIMEOUT_MS };
  const { services, close, hasItsPepper } = await wireGround(settings, patient, {});
  if (!hasItsPepper) {
    await close();
    throw new Error(OTHER_PEPPER);
  }
  return { lists: services.partnerLists, close };
}

/** Said to the operator where the key has changed or was lost. */
export const OTHER_PEPPER = 'This database was begun with another CODE_PEPPER (or DATA_DIR/pepper): codes would not fit, and a list could bring back people who were deleted. Set the one that it was begun with. If it is lost, delete the row "pepper" of the table "Memory" and start again.';

interface Ground {
  /** Without it no address is confirmed and no list imported. */
  readonly hasItsPepper: boolean;
  readonly database: Database;
  readonly services: Services;
  readonly clock: Clock;
  readonly machine: TimeMachine;
  /** Local mode only. */
  readonly mailbox: LocalMailbox | undefined;
  readonly log: Log;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** Doors, database and services: what Lotse and its commands stand on. */
async function wireGround({ isLocal, mail: mailSettings, codes, database: { folder } }: Settings, databaseSettings: Settings['database'], instead: Instead): Promise<Ground> {
  const machine = createTimeMachine(createClock());
  const clock = isLocal ? machine.clock : createClock();
  const log = createLog(() => clock.now(), instead.writeLog);
  const metrics = createMetrics();
  const random = createRandom();
  const database = await (instead.openDatabase ?? openDatabase)(databaseSettings);
  const mailbox = isLocal ? createLocalMailbox(database, clock) : undefined;
  const smtp: Smtp | undefined = mailSettings.smtpUrl === undefined ? undefined : createSmtp({ url: mailSettings.smtpUrl, from: mailSettings.from, timeoutMs: mailSettings.timeoutMs, connections: mailSettings.connections });
  const pepper = readPepper(codes.pepper, folder, random);
  const hasItsPepper = await isPepperOf(createMemory(database), pepper);
  const mail = hasItsPepper ? counted(createMailDoor({ ...(mailbox && { mailbox }), ...(smtp && { smtp }) }), log, metrics) : undefined;
  const services = createServices({ database, clock, random, mail, mailbox }, {
    pepper, codes, mailLeaseMs: mailSettings.timeoutMs * 3 + 30_000,
    onCodeLimit: () => { metrics.count('lotse_code_limit_total', {}); log.error('the installation is at its limit of codes', {}); },
    onMailFailure: (error) => log.error('mail failed', { error }),
  });
  if (isLocal) await machine.load(createMemory(database));
  return { hasItsPepper, database, services, clock, machine, mailbox, log, metrics, close: async () => { smtp?.close(); await database.close(); } };
}

/** A mail door that tells the operator how mails fare, without saying whose. */
function counted(mail: Mail | undefined, log: Log, metrics: Metrics): Mail | undefined {
  return mail && {
    send: async (outgoing) => {
      const result = await mail.send(outgoing);
      metrics.count('lotse_mails_total', { result: result.kind });
      if (result.kind !== 'accepted') log.info('mail not accepted', result);
      return result;
    },
  };
}

/** What can be fetched under /media, by the word that its name begins with. */
function makersOf({ personalFiles }: Services): Readonly<Record<string, Maker>> {
  const wordsOf = (language: Language) => ({
    opens: word(language, 'identity:timeline.opens'), expires: word(language, 'identity:timeline.expires'), graceEnds: word(language, 'identity:timeline.graceEnds'), today: word(language, 'identity:timeline.today'),
  });
  return {
    timeline: createTimelineMaker(wordsOf),
    export: async (name) => {
      const file = await personalFiles.write(name.slice('export-'.length, -'.json'.length));
      return file === undefined ? undefined : { contentType: 'application/json; charset=utf-8', body: Buffer.from(file), fileName: 'lotse-my-data.json' };
    },
  };
}
