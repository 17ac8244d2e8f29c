/** What the business knows and does; built once from the doors, handed to dialogs and to the edge. */
import { createHmac } from 'node:crypto';
import type { Database } from '../prisma/database';
import type { Clock } from './clock';
import { createConsents, type Consents } from './consents';
import { createContacts, type Contacts } from './contacts';
import { createErasures, type Erasures } from './erasures';
import type { LocalMailbox, Mail } from './mail';
import { createMailQueue, type MailQueue } from './mailQueue';
import { createMedia, type Media } from './media';
import { createMemory, type Memory } from './memory';
import { createPartnerLists, type PartnerLists } from './partnerList/import';
import { createPartners, type Partners } from './partners';
import { createPersonalFiles, type PersonalFiles } from './personalFile';
import type { Random } from './random';
import { createTurns, type Turns } from './turns';
import { createChallenges, type Challenges } from './verification/challenges';
import { createMailWriter } from './verification/mails';
import { hashOfAddress, type CodeLimits } from './verification/rules';
import { createVerifications, type Verifications } from './verification/verifications';
import { createWebchats, type Webchats } from './webchats';

export interface Doors {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** Undefined where no mail can be sent. */
  readonly mail: Mail | undefined;
  /** Local mode keeps mails here. */
  readonly mailbox: LocalMailbox | undefined;
}

export interface ServiceSettings {
  /** The key that codes and signatures follow from; never in the database. */
  readonly pepper: Buffer;
  readonly codes: CodeLimits;
  readonly mailLeaseMs: number;
  /** The whole installation is at its limit of codes. */
  readonly onCodeLimit: () => void;
  readonly onMailFailure: (failure: unknown) => void;
}

export interface Services {
  readonly clock: Clock;
  readonly random: Random;
  readonly turns: Turns;
  readonly consents: Consents;
  readonly contacts: Contacts;
  readonly partners: Partners;
  readonly partnerLists: PartnerLists;
  readonly challenges: Challenges;
  readonly verifications: Verifications;
  readonly mails: MailQueue | undefined;
  readonly media: Media;
  readonly erasures: Erasures;
  readonly personalFiles: PersonalFiles;
  readonly webchats: Webchats;
  readonly memory: Memory;
}

export function createServices({ database, clock, random, mail, mailbox }: Doors, settings: ServiceSettings): Services {
  const { pepper, codes: limits } = settings;
  const hashOf = (emailKey: string) => hashOfAddress(pepper, emailKey);
  const turns = createTurns(database, clock);
  const webchats = createWebchats(database, clock, random);
  const consents = createConsents();
  const contacts = createContacts(database, clock, limits.failuresInARow);
  const partners = createPartners(database, random);
  const challenges = createChallenges(database, clock, limits);
  const mails = mail && createMailQueue({ database, clock, mail, write: createMailWriter(challenges, clock, pepper), leaseMs: settings.mailLeaseMs, onFailure: settings.onMailFailure });
  const verifications = createVerifications({ database, clock, random, challenges, mails, pepper, limits, onOverallLimit: settings.onCodeLimit });
  // Whatever leads to other rows goes last.
  const erasers = { said: webchats.erase, turns: turns.erase, consents: consents.erase, ...(mailbox && { mailbox: mailbox.erase }), ...(mails && { mails: mails.erase }), codes: challenges.erase, companies: partners.erase, contact: contacts.erase };
  return {
    clock, random, turns, webchats, consents, contacts, partners, mails, challenges, verifications,
    partnerLists: createPartnerLists({ database, clock, random, keyOf: hashOf }),
    media: createMedia({ key: createHmac('sha256', pepper).update('media').digest(), clock }),
    erasures: createErasures({ database, erasers, hashOf, closeConversation: turns.close }),
    personalFiles: createPersonalFiles(database),
    memory: createMemory(database),
  };
}
