/** Collects what was opened and closes it in the opposite order, all of it, even when one fails. */
export interface Closers {
  keep<T extends { close(): Promise<void> }>(opened: T): T;
  close(): Promise<void>;
}

export function collectClosers(onFailure: (error: unknown) => void): Closers {
  const opened: { close(): Promise<void> }[] = [];
  return {
    keep(each) {
      opened.push(each);
      return each;
    },
    async close() {
      for (const each of opened.splice(0).reverse()) {
        try {
          await each.close();
        } catch (error) {
          onFailure(error);
        }
      }
    },
  };
}
