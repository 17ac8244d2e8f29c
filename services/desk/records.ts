/** What the desk keeps and the console's page shows as it is: bot/console/api.ts tells it in these shapes. Pure. */

/** A finished answer that agents use again. */
export interface CannedAnswer {
  readonly id: string;
  readonly title: string;
  /** A procedure's id or "other". */
  readonly topic: string;
  /** By language. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A person of support, with how much they have open. */
export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly languages: readonly string[];
  readonly topics: readonly string[];
  readonly capacity: number;
  readonly isAvailable: boolean;
  readonly seenAt: Date | null;
  readonly open: number;
  readonly isRemoved: boolean;
}

/** A file that came along with what was said; `reason`: why it is not kept. */
export interface FileRecord {
  readonly id: string;
  readonly activityId: string;
  readonly name: string | null;
  readonly contentType: string | null;
  readonly size: number | null;
  readonly state: 'waiting' | 'kept' | 'refused';
  readonly reason: string | null;
}

/** What an agent may correct for a contact. */
export const CORRECTABLE = ['name', 'email', 'language', 'company', 'customerNumber', 'country', 'expiresOn', 'signatory'] as const;
export type CorrectableField = (typeof CORRECTABLE)[number];
