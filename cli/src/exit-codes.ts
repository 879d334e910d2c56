/** What a script sees when a command has ended. */
export const EXIT = {
  ok: 0,
  failed: 1,
  wrongUse: 2,
  unreachable: 3,
  refused: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The same in words, for `--help` and the documentation. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done, all is well',
  1: 'it failed, or something was found that needs mending; the last lines say what',
  2: 'wrong use: an unknown command, option, value or setting',
  3: 'Wellhead or a database that is needed cannot be reached',
  4: 'the token is missing, unknown or does not allow this',
};
