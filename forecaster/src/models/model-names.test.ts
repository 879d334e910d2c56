import { OUR_MODELS } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { BOTTOM_UP, RECONCILED } from '../domain/champion.js';
import { COMBINATION } from '../domain/combination.js';
import { openLocalModels } from './local-models.js';

it('knows the names of all models that need no file', () => {
  const ids = [...openLocalModels().map(({ name }) => name), BOTTOM_UP, RECONCILED, COMBINATION];
  expect(OUR_MODELS).toEqual([...new Set(ids.map((id) => id.split('@')[0]))].sort());
});
