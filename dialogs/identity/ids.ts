/** Under which names the dialogs about the person are known to the others. Pure. */

export const RECORD_DIALOG = 'record';
export const VERIFICATION_DIALOG = 'verification';
export const PRIVACY_DIALOG = 'privacy';

/** What the verification ends with when the address is proven; it ends with nothing otherwise. */
export interface Verified {
  readonly email: string;
}

/** How the verification is begun. `isChange`: the contact has an address and wants another one. `isForWish`: it was said already what for. */
export interface VerificationOptions {
  readonly isChange?: true;
  readonly isForWish?: true;
}
