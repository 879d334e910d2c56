const escape = (text: string): string => text.replace(/([, =])/g, '\\$1').replace(/[\n\r\\]+$/, '');

/** Measurement and tags as line protocol writes them; tags without a value are left out. */
export const formatPointKey = (
  measurement: string,
  tags: Readonly<Record<string, string | number | undefined>>,
): string =>
  [
    measurement,
    ...Object.entries(tags).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [`${escape(name)}=${escape(String(value))}`],
    ),
  ].join(',');
