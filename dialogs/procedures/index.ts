import { account } from './account';
import { activationCode } from './activationCode';
import { activationMail } from './activationMail';
import { order } from './order';
import type { Procedure, ProcedureId } from './procedure';
import { registration } from './registration';
import { renewal } from './renewal';
import { support } from './support';
import { webex } from './webex';

/** The catalogue: every procedure that Lotse can walk, in the order of a partner's life. */
export const PROCEDURES: Readonly<Record<ProcedureId, Procedure>> = {
  account, activationCode, activationMail, registration, renewal, order, webex, support,
};
