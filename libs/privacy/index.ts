export { freshBytes } from './fresh-bytes.js';
export { KeyRing } from './key-ring.js';
export { loadPrivacy } from './load-privacy.js';
export { maskName, maskPhone, scrubForMessage, scrubIdentifiers } from './masking.js';
export { Privacy1764000000002 } from './migrations/1764000000002-privacy.js';
export { rotateKeys, sealedColumns, type RotatedColumn } from './rotate-keys.js';
export { equalSecretBytes, equalSecrets, Privacy } from './privacy.js';
