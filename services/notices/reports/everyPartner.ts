/** Partners for whoever looks at all of them: page by page, the agreement that expires first, first. */
import { setImmediate } from 'node:timers/promises';
import type { Database } from '../../../prisma/database';
import { queryOf, readFacts, type PartnerFacts } from '../../../prisma/noticeFacts';

const PAGE = 200;
const START = { expiresOn: '0001-01-01', partnerId: '' };
const NEXT = {
  name: 'lotse_partners_next',
  text: `SELECT "partnerId", to_char("expiresOn", 'YYYY-MM-DD') AS "expiresOn" FROM "Agreement" WHERE ("expiresOn", "partnerId") > ($1::date, $2) ORDER BY "expiresOn", "partnerId" LIMIT ${PAGE}`,
};
const NUMBERED = { name: 'lotse_partners_numbered', text: 'SELECT id AS "partnerId" FROM "Partner" WHERE "listedNumber" = $1 OR "customerNumber" = $1' };

/** Those with an agreement. Whatever is done with each, a Lotse that runs has time for others in between. */
export async function* everyPartner(database: Database): AsyncGenerator<PartnerFacts> {
  let last: typeof START | undefined = START;
  while (last) {
    const page: (typeof START)[] = await database.run<typeof START>(NEXT, [last.expiresOn, last.partnerId]);
    const partners = new Map((await read(database, page)).map((partner) => [partner.partnerId, partner]));
    // One may have gone meanwhile.
    for (const { partnerId } of page) {
      if (partners.has(partnerId)) yield partners.get(partnerId)!;
      await setImmediate();
    }
    last = page.length === PAGE ? page.at(-1) : undefined;
  }
}

/** A number that several contacts gave may belong to several partners, with or without an agreement. */
export async function findNumbered(database: Database, number: string): Promise<PartnerFacts[]> {
  return read(database, await database.run<Pick<typeof START, 'partnerId'>>(NUMBERED, [number]));
}

function read(database: Database, partners: readonly Pick<typeof START, 'partnerId'>[]): Promise<PartnerFacts[]> {
  return readFacts(queryOf(database), partners.map(({ partnerId }) => partnerId));
}
