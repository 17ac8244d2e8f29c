/** The ground that Lotse and its commands stand on: doors, database, services. Constructs, like wiring.ts. */
import { openDatabase, type Database } from '../prisma/database';
import { findHolder } from '../prisma/folderLock';
import { inspectDatabase } from '../prisma/inspect';
import { createServices, type Services } from '../services';
import { createClock, type Clock } from '../services/clock';
import { createLocalMailbox, createMailDoor, type LocalMailbox, type Mail } from '../services/mail';
import { createMemory } from '../services/memory';
import { createNetwork } from '../services/network';
import { createRestoreGuard, HELD_MAILS, type RestoreGuard } from '../services/notices/restored';
import { createNoticeReports } from '../services/notices/reports/reports';
import { createRandom } from '../services/random';
import { createSmtp, type Smtp } from '../services/smtp';
import type { Understanding } from '../services/understanding/understanding';
import { CHANNEL_NAMES } from './channels/names';
import type { Commands } from './commands';
import type { ConsoleBack } from './console/console';
import type { Settings } from './env';
import type { Ticking } from './jobs';
import { createLog, type Log } from './log';
import { createMetrics, type Metrics } from './metrics';
import type { DoctorParts } from './doctor/examination';
import { fingerprintOf, findPepper, isPepperOf, readPepper } from './pepper';
import { createTimeMachine, type TimeMachine } from './timeMachine';
import { openUnderstanding } from './understanding';

/** A whole list is applied at once; nobody waits for it in a conversation. */
const COMMAND_TIMEOUT_MS = 10 * 60_000;

/** So many times its time-out a file may take at most, led on once (services/network.ts). */
const FILE_PATIENCE = 8;

/** What tests put in place of the real thing. */
export interface Instead {
  readonly openDatabase?: typeof openDatabase;
  readonly writeLog?: (line: string) => void;
  readonly pagesFolder?: string;
  readonly ticking?: Ticking;
  /** What the console reads and does. */
  readonly console?: ConsoleBack;
  /** What free text is about. */
  readonly understanding?: Understanding;
}

/** What commands need, without dialogs, channels and routes. */
export async function openCommands(settings: Settings): Promise<Commands & { close(): Promise<void> }> {
  const patient = { ...settings.database, statementTimeoutMs: COMMAND_TIMEOUT_MS, lockTimeoutMs: COMMAND_TIMEOUT_MS };
  const { commands, close, hasItsPepper } = await wireGround(settings, patient, {});
  if (!hasItsPepper) {
    await close();
    throw new Error(OTHER_PEPPER);
  }
  return { ...commands, close };
}

/** Said to the operator where the key has changed or was lost. */
export const OTHER_PEPPER = 'This database was begun with another CODE_PEPPER (or DATA_DIR/pepper): codes would not fit, and a list could bring back people who were deleted. '
  + 'Set the one that it was begun with. If it is lost, delete the row "pepper" of the table "Memory" and start again.';

export interface Ground {
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
  readonly guard: RestoreGuard;
  readonly commands: Commands;
  /** Where Lotse is reached from outside, once that is known. */
  readonly setAddress: (address: string) => void;
  readonly address: () => string | undefined;
  close(): Promise<void>;
}

/** Doors, database and services: what Lotse and its commands stand on. */
export async function wireGround({ isLocal, http, mail: mailSettings, codes, notices, handoffs, files, console: agents, database: { folder } }: Settings, databaseSettings: Settings['database'], instead: Instead): Promise<Ground> {
  let address = http.publicUrl;
  const machine = createTimeMachine(createClock());
  const clock = isLocal ? machine.clock : createClock();
  const log = createLog(() => clock.now(), instead.writeLog);
  const metrics = createMetrics();
  const random = createRandom();
  const database = await (instead.openDatabase ?? openDatabase)(databaseSettings);
  const mailbox = isLocal ? createLocalMailbox(database, clock) : undefined;
  const { smtpUrl: url, from, timeoutMs, connections } = mailSettings;
  const smtp: Smtp | undefined = url === undefined ? undefined : createSmtp({ url, from, timeoutMs, connections });
  const pepper = readPepper(codes.pepper, folder, random);
  const memory = createMemory(database);
  const hasItsPepper = await isPepperOf(memory, pepper);
  if (isLocal) await machine.load(memory);
  const guard = await createRestoreGuard({ database, memory, clock, zone: notices.officeZone });
  const mail = hasItsPepper ? counted(createMailDoor({ ...(mailbox && { mailbox }), ...(smtp && { smtp }) }), log, metrics) : undefined;
  const services = createServices({ database, clock, random, memory, mail, mailbox, understanding: instead.understanding ?? openUnderstanding() }, {
    pepper, codes, notices, agents, hasSupport: isLocal || agents.signIn !== undefined || (handoffs.supportMail !== '' && mail !== undefined), support: handoffs, files: { ...files, leaseMs: files.timeoutMs * FILE_PATIENCE + 60_000 }, pages: CHANNEL_NAMES.filter(({ isPage }) => isPage).map(({ id }) => id), hubs: CHANNEL_NAMES.filter(({ hasHub }) => hasHub).map(({ id }) => id), mailLeaseMs: timeoutMs * 3 + 30_000, publicUrl: () => address,
    onCodeLimit: () => { metrics.count('lotse_code_limit_total', {}); log.error('the installation is at its limit of codes', {}); },
    onMailFailure: (error) => log.error('mail failed', { error }), onPlanFailure: (partner, error) => log.error('partner not planned', { partner, error }),
    heldMails: () => (guard.isPaused() ? HELD_MAILS : []),
  });
  const reportSettings = { ...services.notices.planSettings, hasAccountMail: notices.accountMail !== '' && mail !== undefined, channelNames: new Map(CHANNEL_NAMES.map(({ id, name }) => [id, name])) };
  const commands: Commands = { lists: services.partnerLists, reports: createNoticeReports({ database, clock, settings: reportSettings, restored: guard }) };
  return {
    hasItsPepper, database, services, clock, machine, mailbox, log, metrics, guard, commands, setAddress: (known) => { address ??= known; }, address: () => address,
    close: async () => { smtp?.close(); await database.close(); },
  };
}

/** Doors for a look at everything, without opening the database for good. */
export function openDoctor({ mail: { smtpUrl: url, ...mail }, database, codes }: Settings): DoctorParts & { close(): void } {
  const network = createNetwork();
  const smtp = url === undefined ? undefined : createSmtp({ url, ...mail });
  return {
    network, clock: createClock(), verifyMail: smtp?.verify,
    findHolder: () => findHolder(database.folder), inspect: () => inspectDatabase(database),
    findPepper: () => {
      const found = findPepper(codes.pepper, database.folder);
      return found && { where: found.where, fingerprint: fingerprintOf(found.pepper) };
    },
    close: () => { smtp?.close(); network.close(); },
  };
}

/** A mail door that tells the operator how mails fare, without saying whose. */
function counted(mail: Mail | undefined, log: Log, metrics: Metrics): Mail | undefined {
  return mail && {
    send: async (outgoing) => {
      const result = await mail.send(outgoing);
      metrics.count('lotse_mails_total', { result: result.kind });
      // A server that refuses Lotse itself refuses everybody's mails.
      if (result.kind === 'refused' && result.reason === 'policy') log.error('mail refused for what it is, not for its mailbox', result);
      else if (result.kind !== 'accepted') log.info('mail not accepted', result);
      return result;
    },
  };
}

