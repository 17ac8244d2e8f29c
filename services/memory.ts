/** Small things that an installation remembers across restarts. */
import type { Database, Transaction } from '../prisma/database';

export interface Memory {
  find(name: string): Promise<string | undefined>;
  keep(name: string, value: string): Promise<void>;
  /** The same within whatever the transaction does; answers with what was kept before. */
  put(transaction: Transaction, name: string, value: string): Promise<string | undefined>;
  /** Keeps a value where none was kept before; answers with the one that is kept now. */
  begin(name: string, value: string): Promise<string>;
  /** Puts another value in the place of the one that was found; false where somebody else was faster. */
  replace(name: string, from: string, to: string): Promise<boolean>;
}

export function createMemory(database: Database): Memory {
  return {
    find: async (name) => (await database.prisma.memory.findUnique({ where: { name } }))?.value,
    keep: async (name, value) => {
      await database.prisma.memory.upsert({ where: { name }, create: { name, value }, update: { value } });
    },
    put: async (transaction, name, value) => {
      // Whoever comes at the same time waits here, and sees what the other one has kept.
      const { count } = await transaction.memory.createMany({ data: [{ name, value }], skipDuplicates: true });
      if (count === 1) return undefined;
      const [before] = await transaction.$queryRaw<{ value: string }[]>`SELECT value FROM "Memory" WHERE name = ${name} FOR UPDATE`;
      await transaction.memory.update({ where: { name }, data: { value } });
      return before!.value;
    },
    begin: async (name, value) => {
      await database.prisma.memory.createMany({ data: [{ name, value }], skipDuplicates: true });
      return (await database.prisma.memory.findUniqueOrThrow({ where: { name } })).value;
    },
    replace: async (name, from, to) => (await database.prisma.memory.updateMany({ where: { name, value: from }, data: { value: to } })).count === 1,
  };
}
