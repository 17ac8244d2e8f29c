/** Who an agent is: a person of support, known by what the sign-in service says of them, with the roles that Lotse gives them. Pure. */

/** `agent` talks with contacts, `lead` looks after agents and figures, `admin` gives roles and brings lists, `auditor` reads what was done. */
export const ROLES = ['agent', 'lead', 'admin', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Whose identity the sign-in service has proven. */
export interface Identity {
  /** The directory of the company; "local" for who came by the link of local mode. */
  readonly tenant: string;
  /** What the directory calls the person, the same in all programs. */
  readonly subject: string;
  readonly name: string;
  readonly firstName?: string;
  readonly email?: string;
}

export interface Agent {
  readonly id: string;
  readonly tenant: string;
  readonly subject: string;
  readonly name: string;
  /** What contacts see. */
  readonly firstName: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
  /** What comes to this person first; empty for all. */
  readonly languages: readonly string[];
  readonly topics: readonly string[];
  /** So many conversations at once. */
  readonly capacity: number;
  readonly isAvailable: boolean;
  readonly seenAt: Date | null;
  /** The conversation of their own with Lotse. */
  readonly conversationId: string | null;
  readonly isRemoved: boolean;
}

/** What agents set of themselves. */
export interface Profile {
  readonly isAvailable?: boolean;
  readonly languages?: readonly string[];
  readonly topics?: readonly string[];
  readonly capacity?: number;
}

/** So long somebody may be away at the sign-in service. */
export const ATTEMPT_MINUTES = 10;

const NAME_LIMIT = 120;

/** One line without characters that turn or hide others. */
export function plainName(name: string): string {
  return name.normalize('NFC').replace(/[\p{Cc}\p{Cf}<>]/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, NAME_LIMIT);
}

/** What contacts see: the first name where it is known, else what stands in front, also in "Muster, Anna (ALSO)". */
export function firstNameOf({ name, firstName = '' }: Pick<Identity, 'name' | 'firstName'>): string {
  const given = plainName(firstName);
  if (given !== '') return given;
  const plain = plainName(name).replace(/\([^)]*\)/g, '').trim();
  const [last, first] = plain.split(/\s*,\s*/);
  return (first || last || '').split(' ')[0]!;
}

/** Whether somebody may do what only these roles do. */
export function isOneOf(roles: readonly Role[], wanted: readonly Role[]): boolean {
  return roles.some((role) => wanted.includes(role));
}
