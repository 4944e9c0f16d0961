/** EX_CONFIG of sysexits: the settings are at fault. */
export const BAD_SETTINGS = 78;
/** EX_USAGE: the command was called wrongly. */
export const BAD_USAGE = 64;
/** EX_DATAERR: the file is not what the command takes. */
export const BAD_DATA = 65;
/** EX_NOINPUT: the file is not there or cannot be read. */
export const NO_INPUT = 66;
/** EX_TEMPFAIL: somebody else is at it; try again. */
export const TRY_AGAIN = 75;
/** The command did its work and found something that a person must look at. */
export const SOMETHING_FOUND = 2;
