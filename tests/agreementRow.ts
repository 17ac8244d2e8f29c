/** An agreement as it stands in the database: days as YYYY-MM-DD, undefined where nothing is known. */
import type { Database } from '../prisma/database';

export async function findAgreement({ prisma }: Database, partnerId: string) {
  const { lookAt: _lookAt, updatedAt: _updatedAt, listedExpiresOn: _listedExpiresOn, expiresOn, ...row } = await prisma.agreement.findUniqueOrThrow({ where: { partnerId } });
  const dayOf = (date: Date) => date.toISOString().slice(0, 10);
  return {
    ...row, from: row.from as 'also' | 'contact', expiresOn: dayOf(expiresOn), previousExpiresOn: row.previousExpiresOn ? dayOf(row.previousExpiresOn) : undefined, claimedAt: row.claimedAt ?? undefined, claimedBy: row.claimedBy ?? undefined,
    refutedAt: row.refutedAt ?? undefined, careAt: row.careAt ?? undefined, careBy: row.careBy ?? undefined, inCharge: row.inCharge ?? undefined,
  };
}
