import type { ModelConfig } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { documentOf, EMPTY, textsOf } from './config-text.js';

const config: ModelConfig = {
  signals: [
    { asset: 'well-*', measurement: 'esp', field: 'motor.temperature' },
    { asset: '*', measurement: 'tank', field: 'level' },
  ],
  horizonSteps: 24,
  models: ['holt-winters', 'mlp@2'],
  levels: [0.8],
  drivers: [{ measurement: 'shop', field: 'price', missing: 'refuse' }],
  priority: 'high',
};

it('a document comes back from its form as it was, with what the form does not show', () => {
  expect(documentOf(textsOf(config), config)).toEqual({ kind: 'is', value: config });
});

it('what is left empty is left to the pack', () => {
  const { value } = documentOf({ ...EMPTY, signals: 'tank.level' }, config) as { value: ModelConfig };
  expect([value.horizonSteps, value.models, value.signals]).toEqual([
    undefined,
    undefined,
    [{ asset: '*', measurement: 'tank', field: 'level' }],
  ]);
});

it('says which line or number cannot be used', () => {
  expect(documentOf(EMPTY, undefined)).toEqual({ kind: 'fault', reason: 'Name at least one signal.' });
  expect(documentOf({ ...EMPTY, signals: 'well-1 temperature' }, undefined)).toMatchObject({
    reason: expect.stringContaining('“well-1 temperature”'),
  });
  expect(documentOf({ ...EMPTY, signals: 'a.b', horizonSteps: 'soon' }, undefined)).toMatchObject({
    reason: expect.stringContaining('“soon”'),
  });
});
