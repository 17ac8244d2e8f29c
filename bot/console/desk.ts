/** What is done at the desk beside conversations: each act in one commit with its line in the audit trail. */
import type { DeskServices } from '../../services/desk';
import type { AuditTrail } from '../../services/desk/acts';
import type { Desk } from './parts';

export function createDesk(desk: Pick<DeskServices, 'acts'>, audit: AuditTrail): Desk {
  return desk.acts(audit);
}
