import type { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;
export type EnvironmentOutcome<T> =
  { readonly kind: 'ok'; readonly env: T } | { readonly kind: 'faults'; readonly faults: readonly string[] };

/**
 * Reads a service's settings from the environment by its schema. An empty variable counts as not given, so that a copied
 * `.env.example` works as it is. All faults are told at once, each with the variable, what was found, what is allowed and what it is for; tokens, passwords and keys are never shown.
 */
export function readEnvironment<S extends z.ZodObject>(schema: S, env: Environment): EnvironmentOutcome<z.infer<S>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return { kind: 'ok', env: parsed.data };
  const faults = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const found = given[name] === undefined ? 'is not set' : `is ${shown(name, given[name])}`;
    const described = schema.shape[name] as z.ZodType | undefined;
    return `${name} ${found}; ${issue.message}. It is the ${described?.description ?? 'setting of that name'}.`;
  });
  return { kind: 'faults', faults };
}

const shown = (name: string, value: string): string =>
  /(TOKEN|PASSWORD|KEY)$/.test(name)
    ? 'given but not shown here'
    : `“${value.replace(/(:\/\/[^:/@\s]*):[^\s]*@/, '$1:…@')}”`;
