import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderCases } from '../../../testing/folder-cases.js';
import { readPage } from './page.js';
import { nextPageSchema } from './pull-config.js';

const caseSchema = z.object({
  items: z.string().default(''),
  next: nextPageSchema,
  url: z.string(),
  link: z.string().nullable().default(null),
  answer: z.unknown(),
  /** Where the answer is no JSON. */
  text: z.string().optional(),
  expect: z.unknown(),
});

describe('a page of an API', () => {
  it.each(folderCases(new URL('./testdata/', import.meta.url), caseSchema))('%s', (_name, given) => {
    const { items, next, url, link, answer, text } = given;
    // Through JSON, so that a case can tell that there is no next page.
    const page = readPage(text ?? JSON.stringify(answer), url, link, { items, next });
    expect(JSON.parse(JSON.stringify(page))).toEqual(given.expect);
  });
});
