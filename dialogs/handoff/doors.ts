/** What the dialogs about persons of support need of the services. */
import type { Services } from '../../services';

export type HandoffDoors = Pick<Services, 'contacts' | 'handoffs'>;
