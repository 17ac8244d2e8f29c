/** Under which names the dialogs about the person are known to the others. Pure. */

export const RECORD_DIALOG = 'record';
export const VERIFICATION_DIALOG = 'verification';
export const PRIVACY_DIALOG = 'privacy';

/** What the verification ends with when the address is proven; it ends with nothing otherwise. */
export interface Verified {
  readonly email: string;
}
