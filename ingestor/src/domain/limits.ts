/** Bounds of one line or point, whatever its format: nobody measures more at once, and a mistake must not fill memory. */
export const MAX_LINE_BYTES = 1024 * 1024;
export const MAX_KEY_LENGTH = 64 * 1024;
export const MAX_TAGS = 128;
export const MAX_FIELDS = 1_024;
