export { euckrBytes, isEuckr, outsideEuckr } from './euckr.js';
export { josa, type JosaPair } from './josa.js';
