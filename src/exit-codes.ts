/** EX_CONFIG of sysexits: the settings are at fault. */
export const BAD_SETTINGS = 78;
