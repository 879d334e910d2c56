import { expect, it } from 'vitest';
import { wellheadRoleOf } from './roles.js';

const user = (role: 'None' | 'Viewer' | 'Editor' | 'Admin') => ({ login: 'ada', name: '', email: '', role });

it("follows Grafana's role, and lets nobody and those without a role read only", () => {
  expect(wellheadRoleOf(user('Admin'))).toBe('admin');
  expect(wellheadRoleOf(user('Editor'))).toBe('editor');
  expect(wellheadRoleOf(user('Viewer'))).toBe('viewer');
  expect(wellheadRoleOf(user('None'))).toBe('viewer');
  expect(wellheadRoleOf(undefined)).toBe('viewer');
});
