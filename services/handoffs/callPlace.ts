/** The channel in which people of support are called: one for the whole installation, chosen by an agent, with a line in the audit trail. */
import type { Database } from '../../prisma/database';
import type { Audit } from '../audit';
import type { Clock } from '../clock';
import type { Memory } from '../memory';
import type { Actor } from './handoff';

export interface CallPlace {
  readonly channel: string;
  /** As the channel writes it. */
  readonly address: string;
  /** What the channel calls the conversation; missing in places that were chosen before this was kept. */
  readonly conversation?: string;
}

export interface CallPlaces {
  find(): Promise<CallPlace | undefined>;
  choose(by: Actor, place: CallPlace): Promise<void>;
}

export interface CallPlaceParts {
  readonly database: Pick<Database, 'prisma'>;
  readonly clock: Clock;
  readonly memory: Pick<Memory, 'find' | 'put'>;
  readonly audit: Pick<Audit, 'write'>;
}

const PLACE = 'handoffs.calledIn';
const SUBJECT = 'callPlace';

export function createCallPlaces({ database, clock, memory, audit }: CallPlaceParts): CallPlaces {
  return {
    find: async () => placeOf(await memory.find(PLACE)),
    choose: (by, place) => database.prisma.$transaction(async (transaction) => {
      const before = placeOf(await memory.put(transaction, PLACE, JSON.stringify(place)));
      await audit.write(transaction, { at: clock.now(), agentId: by.id, agentName: by.name, act: 'chooseCallPlace', kind: 'setting', subject: SUBJECT, ...(before && { before: shown(before) }), after: shown(place) });
    }),
  };
}

function placeOf(kept: string | undefined): CallPlace | undefined {
  return kept === undefined ? undefined : JSON.parse(kept) as CallPlace;
}

/** Where it is, without whatever else an address may hold. */
function shown({ channel, conversation }: CallPlace) {
  return { channel, conversation: conversation ?? null };
}
