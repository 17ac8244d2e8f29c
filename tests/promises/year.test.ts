/** Months of many partners are played: what was said to whom, and on which day, is what the rules alone foretell; everything arrived once. */
import { writeFileSync } from 'node:fs';
import { openDatabase, type Database, type DatabaseSettings } from '../../prisma/database';
import { readSettings } from '../../bot/env';
import { createCalendars, createHolidays } from '../../services/holidays';
import { createHome, startLotse } from '../process';
import { createWorld } from '../world';
import { ACCOUNT_MAIL, countReceived, differencesOf, foretell, readYear, seedPartners, setClock, START, startCounter, type Counter, type Crowd, type Year } from '../year';

/** A short form, in which some agreements go all their way; `npm run check:year` takes a year, a thousand partners and the real process, and wants the figures. */
const PARTNERS = Number(process.env.PARTNERS ?? 12);
const DAYS = Number(process.env.DAYS ?? 115);
const SEEDS = (process.env.SEEDS ?? '20261121').split(',').map(Number);
/** Moved in portions, so that no request takes too long. */
const PORTION_DAYS = 10;
const dayAt = (day: number) => new Date(START.getTime() + day * 86_400_000);
const SHOWN = 30;

const calendarOf = createCalendars(createHolidays());
const RULES = { calendarOf, office: calendarOf({ zone: 'Europe/Zurich' }), hasMail: true, pages: new Set<string>() };
const all: object[] = [];
afterAll(() => { if (process.env.FIGURES) writeFileSync(process.env.FIGURES, JSON.stringify(all)); });

async function moveClock(url: string, move: object): Promise<void> {
  const answer = await fetch(`${url}/local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(move) });
  if (answer.status !== 200) throw new Error(`The clock did not move: ${await answer.text()}`);
}

/** Moves to the end; resolves with the seconds that it took. */
async function playYear(url: string): Promise<number> {
  const began = Date.now();
  for (let day = 0; day < DAYS; ) await moveClock(url, { now: dayAt(day = Math.min(DAYS, day + PORTION_DAYS)) });
  return (Date.now() - began) / 1000;
}

async function judge(database: Database, foretold: Year, counter: Counter, seconds: number, seed: number): Promise<void> {
  const happened = await readYear(database, dayAt(DAYS));
  const differences = differencesOf(foretold, happened);
  const received = await countReceived(database, counter);
  all.push({ seed, notices: happened.size, seconds, differences: differences.length, ...received });
  expect(differences.slice(0, SHOWN)).toEqual([]);
  expect(received).toEqual({ messages: received.messages, doubled: 0, lost: 0 });
  // Of a year in which nothing is said nothing could be learned.
  expect(received.messages).toBeGreaterThan(PARTNERS * DAYS / 100);
}

it.each(SEEDS)(`of ${PARTNERS} partners (seed %i) everybody is told what the rules foretell for ${DAYS} days, each once`, async (seed) => {
  const counter = await startCounter();
  const play = process.env.PARTNERS ? playInProcess : playInWorld;
  await play({ partners: PARTNERS, seed, serviceUrl: counter.url, days: DAYS }, counter).finally(() => counter.stop());
}, 900_000);

async function playInWorld(crowd: Crowd, counter: Counter): Promise<void> {
  const world = await createWorld({ ACCOUNT_MAIL });
  try {
    const { database } = world.lotse;
    await moveClock(world.url, { now: START, asleep: true });
    await seedPartners(database, crowd);
    const foretold = await foretell(database, dayAt(DAYS), RULES);
    const seconds = await playYear(world.url);
    await judge(database, foretold, counter, seconds, crowd.seed);
  } finally {
    await world.stop();
  }
}

/** The built Lotse in a process of its own, as `npm start` starts it. */
async function playInProcess(crowd: Crowd, counter: Counter): Promise<void> {
  const home = await createHome();
  const settings: DatabaseSettings = { ...readSettings(process.env).database, ...home.database };
  const inside = async <T>(look: (database: Database) => Promise<T>): Promise<T> => {
    const database = await openDatabase(settings);
    return look(database).finally(() => database.close());
  };
  try {
    const foretold = await inside(async (database) => {
      await seedPartners(database, crowd);
      await setClock(database);
      return foretell(database, dayAt(DAYS), RULES);
    });
    const lotse = await startLotse(home, { ACCOUNT_MAIL });
    const seconds = await playYear(lotse.url).finally(() => lotse.end('SIGTERM'));
    await inside((database) => judge(database, foretold, counter, seconds, crowd.seed));
  } finally {
    await home.remove();
  }
}
