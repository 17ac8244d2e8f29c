/** What a hub does with handoffs, as the audit trail has it: nobody of ours does it. */
import type { Audit } from '../../services/audit';
import type { HubDeed } from '../../services/handoffs/hubRules';
import type { Effect } from '../../services/turns';

const ACTS: Readonly<Record<HubDeed, string>> = { join: 'handoff.accept', close: 'handoff.close', takeBack: 'handoff.transfer', release: 'handoff.transfer' };

export function auditedOf(audit: Pick<Audit, 'write'>, handoffId: string, deed: HubDeed): Effect {
  return (transaction, { at }) => audit.write(transaction, { at, agentName: 'Lotse', act: ACTS[deed], kind: 'handoff', subject: handoffId, after: { via: 'hub' } });
}
