#!/usr/bin/env node
// The command `wellhead` in a clone: loads the sources through tsx. Images carry a bundle of the same main.ts.
import { register } from 'tsx/esm/api';

register();
await import('../src/main.ts');
