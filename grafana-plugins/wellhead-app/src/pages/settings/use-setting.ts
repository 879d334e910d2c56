import { ask } from '../frame/ask.js';
import { useAsked, type Asked } from '../frame/use-asked.js';

/** A setting as it is kept; `asIs` where nobody has set it. The second member asks anew. */
export const useSetting = <T extends object>(name: string, asIs: T): readonly [Asked<T>, () => void] =>
  useAsked(`setting ${name}`, async () => {
    const settings = await ask<{ name: string; value: unknown }[]>('GET', 'settings');
    return { ...asIs, ...(settings.find((setting) => setting.name === name)?.value as Partial<T> | undefined) };
  });
